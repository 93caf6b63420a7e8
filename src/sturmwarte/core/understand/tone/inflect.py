"""Word forms by rule: a word list keeps base forms, posts have endings.

The rules are ours and generous: a form that no one uses costs a line in a table, a missing one costs a
judgement. Irregular forms stand in the word lists themselves. A leading `*` (compounds) is kept. Words come
and go folded as terms are (ae for ä, ss for ß), so that a base form is folded once and its forms not at all.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final, Literal

Part = Literal["adjectives", "verbs", "nouns"]

_VOWEL: Final = "aeiouy"
_ADJECTIVE: Final = ("", "e", "er", "en", "em", "es")
_ENDINGS: Final = ("e", "er", "en", "em", "es")
_UMLAUTED: Final = frozenset(
    [
        *("alt", "arg", "arm", "dumm", "fromm", "gesund", "grob", "gross", "hart", "jung", "kalt", "klug"),
        *("krank", "kurz", "lang", "rot", "scharf", "schwach", "schwarz", "stark", "warm"),
    ]
)
"""Adjectives whose comparative changes the vowel."""
_NO_GE: Final = ("be", "emp", "ent", "er", "ge", "miss", "ver", "zer", "wider", "hinter")
_FEMININE: Final = ("ung", "heit", "keit", "schaft", "ion", "taet", "ik", "ur", "enz", "anz", "ei")
_SEPARATED: Final = ("e", "t", "en", "te", "ten")


def word_forms(lang: str, part: Part, word: str) -> set[str]:
    """All forms of a folded base form, itself among them.

    A German separable verb is marked where it parts: `ab|stuerzen` also yields the phrase `stuerzt .. ab`.
    """
    return set(_RULES[lang, part](word))


def _adjective_de(word: str) -> Iterator[str]:
    yield word
    stem = _adjective_stem(word)
    yield from (stem + ending for ending in _ENDINGS)
    compared = _umlaut(stem) if word.lstrip("*") in _UMLAUTED else stem
    more = compared if compared.endswith("er") and word.endswith("e") else compared + "er"
    yield from (more + ending for ending in _ADJECTIVE)
    base = _umlaut(word) if compared != stem else word.removesuffix("e")
    most = base + ("est" if base[-1:] in "dtszx" or base.endswith("sch") else "st")
    yield from (most + ending for ending in _ENDINGS)


def _adjective_stem(word: str) -> str:
    if word.endswith("e"):
        return word[:-1]
    # uebel -> ueble, teuer -> teure; but bitter -> bittere, and schwer has only one syllable.
    if re.search(rf"[^{_VOWEL}]el$|[aeo]uer$", word):
        return word[:-2] + word[-1]
    return word


def _umlaut(stem: str) -> str:
    found = re.match(r"(.*)([aou])(.*)$", stem)
    return found[1] + found[2] + "e" + found[3] if found else stem


def _verb_de(word: str) -> Iterator[str]:
    prefix, _, core = word.rpartition("|")
    star = "*" if core.startswith("*") else ""
    core = core.removeprefix("*")
    stem = core.removesuffix("n").removesuffix("e") if core.endswith("en") else core.removesuffix("n")
    simple = {core, *_finite(stem)}
    yield from (star + prefix + form for form in simple)
    without = core.startswith(_NO_GE) or core.endswith("ieren")
    participle = prefix + ("" if without else "ge") + stem + _link(stem) + "t"
    present = prefix + core + "d"
    yield from (star + base + ending for base in (participle, present) for ending in _ADJECTIVE)
    if prefix:
        yield prefix + "zu" + core
        yield from (f"{stem}{_link(stem) if e[0] == 't' else ''}{e} .. {prefix}" for e in _SEPARATED)


def _finite(stem: str) -> Iterator[str]:
    link = _link(stem)
    yield from (stem + "e", stem + link + "st", stem + link + "t")
    if stem.endswith("el"):
        yield stem[:-2] + "le"
    if stem[-1:] in "szx":
        yield stem + "t"
    yield from (stem + link + "te" + ending for ending in ("", "st", "n", "t"))


def _link(stem: str) -> str:
    """The e of red-e-t, öffn-e-t, atm-e-t."""
    return "e" if re.search(rf"[dt]$|[^{_VOWEL}lrhmn][mn]$", stem) else ""


def _noun_de(word: str) -> Iterator[str]:
    yield word
    if word.endswith("in"):
        yield word + "nen"
    elif word.endswith("e"):
        yield from (word + "n", word + "s")
    elif word.endswith("ismus"):
        yield word[:-2] + "en"
    elif word.endswith(_FEMININE):
        yield word + "en"
    elif word.endswith(("er", "el", "en")):
        yield from (word + "s", word + "n")
    else:
        yield from (word + ending for ending in ("s", "es", "e", "en", "er"))


def _adjective_en(word: str) -> Iterator[str]:
    yield word
    y = bool(re.search(rf"[^{_VOWEL}]y$", word))
    if len(word) <= 8 or y:
        stem = word[:-1] + "i" if y else _doubled(word).removesuffix("e")
        yield from (stem + "er", stem + "est")
    yield _adverb_en(word)
    if y:
        yield word[:-1] + "iness"


def _adverb_en(word: str) -> str:
    if re.search(rf"[^{_VOWEL}]y$", word):
        return word[:-1] + "ily"
    if word.endswith("ic"):
        return word + "ally"
    return word[:-1] + "y" if re.search(r"[^aeo]le$", word) else word + "ly"


def _verb_en(word: str) -> Iterator[str]:
    head, _, rest = word.partition(" ")
    tail = f" {rest}" if rest else ""
    stem = _doubled(head)
    y = bool(re.search(rf"[^{_VOWEL}]y$", head))
    yield word
    yield _plural_en(head) + tail
    yield (head[:-1] + "ied" if y else stem.removesuffix("e") + "ed") + tail
    yield (head[:-2] + "ying" if head.endswith("ie") else _no_e(stem) + "ing") + tail


def _no_e(stem: str) -> str:
    return stem if stem.endswith(("ee", "oe", "ye")) else stem.removesuffix("e")


def _noun_en(word: str) -> Iterator[str]:
    yield from (word, _plural_en(word))


def _plural_en(word: str) -> str:
    if re.search(rf"[^{_VOWEL}]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _doubled(word: str) -> str:
    """stop -> stopp(ed), big -> bigg(er): one short syllable with one consonant at its end."""
    short = re.fullmatch(r"\*?[^aeiouy]*[aeiou][^aeiouwxy]", word)
    return word + word[-1] if short else word


_RULES: Final[dict[tuple[str, Part], Callable[[str], Iterator[str]]]] = {
    ("de", "adjectives"): _adjective_de,
    ("de", "verbs"): _verb_de,
    ("de", "nouns"): _noun_de,
    ("en", "adjectives"): _adjective_en,
    ("en", "verbs"): _verb_en,
    ("en", "nouns"): _noun_en,
}
