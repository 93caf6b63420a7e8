"""The words and phrases of a post, for finding those that set a wave apart."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from sturmwarte.core.query.folding import plain
from sturmwarte.core.understand.talk.terms import stem

MOST_CHARACTERS: Final = 1_000
LEAST_LETTERS, LONGEST = 3, 40
MOST_WORDS_A_PHRASE: Final = 3

_AWAY: Final = re.compile(r"(?:https?://|www\.)\S+|(?<!\w)@\w[\w.]*|&\w{2,5};|^\s*RT\b", re.IGNORECASE)
_PIECE: Final = re.compile(r"#?[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]")
_FIRST_PERSON: Final = re.compile(
    r"ich|mir|mich|mein(?:e[mnrs]?)?|wir|uns|unse?re?[mnrs]?"
    r"|i(?:'(?:m|ve|d|ll))?|me|my|mine|myself|we(?:'(?:re|ve|d|ll))?|us|ours?|ourselves"
)
_SPOKEN: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


class Word(NamedTuple):
    """`stems` has one entry for a word, up to three for a phrase; `written` as it stands in the post."""

    stems: tuple[str, ...]
    written: str


def words(text: str, nothing: frozenset[str]) -> list[Word]:
    """All words that may name something, and the phrases of words that stand side by side."""
    found = []
    for run in _runs(text, nothing):
        for length in range(1, MOST_WORDS_A_PHRASE + 1):
            for place in range(len(run) - length + 1):
                part = run[place : place + length]
                found.append(Word(tuple(s for s, _ in part), " ".join(w for _, w in part)))
    return found


def _runs(text: str, nothing: frozenset[str]) -> Iterator[list[tuple[str, str]]]:
    """Stretches of words without a sign or an empty word in between: no phrase reaches over those."""
    run: list[tuple[str, str]] = []
    for piece in _PIECE.findall(plain(_AWAY.sub(" . ", text[:MOST_CHARACTERS]))):
        bare = piece.removeprefix("#")
        root = _stem(bare) if bare[:1].isalnum() else ""
        named = LEAST_LETTERS <= len(bare) <= LONGEST and not bare.isdigit()
        if named and len(root) >= LEAST_LETTERS and root not in nothing:
            run.append((root, piece))
        elif run:
            yield run
            run = []
    if run:
        yield run


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return stem(word)


def in_first_person(text: str) -> bool:
    """Whether the author speaks of "I" or "we", in German or English."""
    spoken = _SPOKEN.findall(plain(_AWAY.sub(" ", text[:MOST_CHARACTERS])))
    # "US" is a country.
    return any(word != "US" and _FIRST_PERSON.fullmatch(word.casefold()) for word in spoken)


def link(address: str) -> str:
    """An address without what differs between people who share the same page."""
    bare, _, query = address.partition("#")[0].partition("?")
    bare = re.sub(r"^https?://(www\.)?", "", bare, flags=re.IGNORECASE).rstrip("/.,;:!?)\"'»“”")
    host, slash, path = bare.partition("/")
    kept = "&".join(part for part in query.split("&") if part and not _TRACKING.match(part))
    return f"https://{host.lower()}{slash}{path}" + (f"?{kept}" if kept else "")


_TRACKING: Final = re.compile(r"(utm_\w+|fbclid|gclid|igshid|mc_\w+|ref|ref_src|s|si)=", re.IGNORECASE)
_LINK: Final = re.compile(r"https?://\S+", re.IGNORECASE)


def links(text: str) -> list[str]:
    return [link(found) for found in _LINK.findall(text)]
