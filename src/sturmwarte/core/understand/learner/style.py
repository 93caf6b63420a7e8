"""How a post is written: length, capitals, punctuation, emoji, whom it addresses.

Each sign is counted per post, taken as log(1 + count) and centred later on what is usual in the training
posts, so that a reason reads "more exclamation marks than usual" and an ordinary post gives none.
"""

import re
from typing import Final

NAMES: Final = (
    *("words", "letters", "long_words", "capitals", "capitalised", "long_drawn", "digits", "starred"),
    *("exclamation", "question", "dots", "commas", "mixed_marks", "quotes", "links", "people", "tags"),
    *("emoji", "smiles_happy", "smiles_sad", "i", "we", "you", "you_formal", "they", "negation"),
    *("question_words", "intensifiers", "but", "thanks", "please", "strange_signs"),
)
_AT: Final = {name: place for place, name in enumerate(NAMES)}

_LISTS: Final = {
    "i": "ich mich mir mein meine meinen meinem meiner meines i me my mine myself im i'm i've i'll i'd",
    "we": "wir uns unser unsere unseren unserem unserer we us our ours ourselves we're we've",
    "you": "du dich dir dein deine deinen deinem deiner ihr euch euer eure euren eurem you your yours u ur"
    " yourself you're youre",
    "they": "die denen deren sie they them their theirs those these diese dieser diesen",
    "negation": "nicht nichts nie niemals kein keine keinen keinem keiner keins ohne weder not no never none"
    " nothing nobody don't dont doesn't doesnt didn't didnt can't cant cannot won't wont isn't isnt aren't"
    " wasn't without nope nix net ned ned",
    "question_words": "warum wieso weshalb wann wo wer wie was welche welcher welches wohin woher womit who"
    " what when where why how which whose",
    "intensifiers": "sehr so total voll echt absolut extrem richtig wirklich komplett mega super ultra"
    " very really so totally absolutely extremely completely fucking damn",
    "but": "aber doch jedoch sondern trotzdem allerdings but however though although yet",
    "thanks": "danke dank vielen thanks thank thx merci",
    "please": "bitte please pls plz hilfe help",
}
_OF_TERM: Final[dict[str, tuple[int, ...]]] = {}
for _name, _list in _LISTS.items():
    for _term in _list.split():
        _OF_TERM[_term] = (*_OF_TERM.get(_term, ()), _AT[_name])
_FORMAL: Final = {"Sie", "Ihnen", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer"}
_LONG: Final = 10
_THRICE: Final = re.compile(r"(.)\1\1", re.DOTALL)


def signs(surface: str, term: str, kind: str) -> tuple[int, ...]:
    """Places in `NAMES` of what one word shows, each as often as it counts."""
    if kind == "word":
        return _of_word(surface, term)
    if kind == "run":
        return _of_run(surface)
    if kind == "smile":
        return (_AT["smiles_sad" if any(c in "([/\\|" for c in surface[1:]) else "smiles_happy"],)
    other = {"link": "links", "person": "people", "tag": "tags", "emoji": "emoji"}.get(kind)
    if other:
        return (_AT[other],)
    if surface in "\"„“”»«'":
        return (_AT["quotes"],)
    return (_AT["strange_signs"],) if not surface.isascii() else ()


def _of_word(surface: str, term: str) -> tuple[int, ...]:
    found = [_AT["words"], *_OF_TERM.get(term, ())]
    if len(term) >= _LONG:
        found.append(_AT["long_words"])
    if surface.isupper() and len(surface) > 2:
        found.append(_AT["capitals"])
    elif surface[0].isupper():
        found.append(_AT["capitalised"])
    if _THRICE.search(surface):
        found.append(_AT["long_drawn"])
    if not surface.isalpha():
        if any(c.isdigit() for c in surface):
            found.append(_AT["digits"])
        if "*" in surface or "$" in surface:
            found.append(_AT["starred"])
    if surface in _FORMAL:
        found.append(_AT["you_formal"])
    return tuple(found)


def _of_run(surface: str) -> tuple[int, ...]:
    found = [_AT["exclamation"]] * min(surface.count("!"), 5) + [_AT["question"]] * min(surface.count("?"), 5)
    if "!" in surface and "?" in surface:
        found.append(_AT["mixed_marks"])
    if ".." in surface:
        found.append(_AT["dots"])
    if surface == ",":
        found.append(_AT["commas"])
    return tuple(found)
