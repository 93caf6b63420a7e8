"""What the tone lists find in one post: signs with their places, and what stands before them."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from sturmwarte.core.query.document import Document, Token
from sturmwarte.core.understand.finding import Hit, first_words
from sturmwarte.core.understand.tone import table as t
from sturmwarte.core.understand.tone.lexicon import NEGATED_WITHIN, faces
from sturmwarte.core.understand.tone.table import Mark, ToneTable

MODIFIED_WITHIN: Final = 2
_CLAUSE_ENDS: Final = (".", ",", ";", ":", "!", "?", ")", "…")
_TURNS: Final = frozenset(
    {"aber", "doch", "jedoch", "allerdings", "but", "however", "though", "yet", "dafuer"}
)
_FIRST_PERSON: Final = frozenset(
    [
        *(
            "ich",
            "mir",
            "mich",
            "mein",
            "meine",
            "meinen",
            "meinem",
            "meiner",
            "wir",
            "uns",
            "unser",
            "unsere",
        ),
        *("i", "ive", "me", "my", "mine", "we", "our", "us", "myself"),
    ]
)
_SECOND_PERSON: Final = frozenset(
    [
        *("du", "dir", "dich", "dein", "deine", "deinen", "deiner", "ihr", "euch", "euer", "eure", "eurer"),
        *("euren", "eurem", "you", "your", "youre", "ur", "u", "yours", "yourself"),
    ]
)
_RUNS: Final = re.compile(r"!{2,}|[!?]{3,}|[?!]*\?![?!]*")
_ELONGATED: Final = re.compile(r"([^\W\d_])\1\1")
_LOUD: Final = re.compile("[A-ZÄÖÜ]{4}")
"""Where this is not found nothing is shouted: spares most posts the longer look."""
_SHOUTED: Final = re.compile(r"(?<![\w#@])[A-ZÄÖÜ]{4,}(?!\w)")
_SIGNED: Final = frozenset("#@.")
_DIGITS: Final = "0123456789"
MOST_LETTERS: Final = 8000


class Sign(NamedTuple):
    """A mark at the word positions `start`..`end` (inclusive, from 0), and the words as written."""

    group: str
    value: float
    start: int
    end: int
    words: str


class Shape(NamedTuple):
    """How a post is written, whatever its words."""

    words: int
    exclaims: int
    runs: int
    shouted: float
    elongated: int
    digits: int
    asks: bool
    links: int
    smiles: int
    frowns: int


class Found:
    """The signs of one post by group, longer phrases before what they cover."""

    def __init__(self, document: Document, table: ToneTable, phrases: Sequence[Hit[Mark]]) -> None:
        self._document = document
        self._tokens = tokens = first_words(document)
        whole = tokens is document.tokens
        self.terms = document.terms if whole else frozenset([token.term for token in tokens])
        self._turns = _turns(tokens) if not _TURNS.isdisjoint(self.terms) else []
        self._by: dict[str, list[Sign]] = {}
        for sign in _uncovered(_words(tokens, table), phrases):
            self._by.setdefault(sign.group, []).append(sign)

    def of(self, *groups: str) -> list[Sign]:
        """The signs of these groups, in the order of the groups."""
        by = self._by
        found: list[Sign] = []
        for group in groups:
            if group in by:
                found += by[group]
        return found

    def negated(self, sign: Sign) -> bool:
        """Whether one of the last words before it, in the same clause, is a negator."""
        if not self._negators:
            return False
        return any(self._before(sign, place, self._negators) for place in range(1, NEGATED_WITHIN + 1))

    def factor(self, sign: Sign) -> float:
        """How much the words before it raise or lower its weight: 1 where none does."""
        places = {sign.start - 1, sign.start - MODIFIED_WITHIN}
        modifiers = self.of(t.INTENSIFIER, t.DIMINISHER)
        factors = [m.value for m in modifiers if m.end in places and not self._parted(m.end, sign.start)]
        return max(factors, key=lambda factor: abs(factor - 1), default=1.0)

    def after_turn(self, start: int) -> bool | None:
        """Whether `start` stands behind the last "aber", before it, or (None) there is none."""
        return start > self._turns[-1] if self._turns else None

    @property
    def first_person(self) -> bool:
        return not self.terms.isdisjoint(_FIRST_PERSON)

    @property
    def second_person(self) -> bool:
        return not self.terms.isdisjoint(_SECOND_PERSON)

    @cached_property
    def shape(self) -> Shape:
        text = self._document.text[:MOST_LETTERS]
        words = len([1 for token in self._tokens if token.term[:1] not in _SIGNED])
        exclaims = text.count("!")
        marked = bool(exclaims) or "?" in text
        smiles, frowns = faces(text)
        return Shape(
            words=words,
            exclaims=exclaims,
            runs=len(_RUNS.findall(text)) if marked else 0,
            shouted=len(_SHOUTED.findall(text)) / words if words > 2 and _LOUD.search(text) else 0.0,
            elongated=len(_ELONGATED.findall(text)) if any(c * 3 in text for c in set(text)) else 0,
            digits=sum(map(text.count, _DIGITS)),
            asks=marked and any("?" in chunk and "://" not in chunk for chunk in self._document.chunks),
            links=text.count("://"),
            smiles=smiles,
            frowns=frowns,
        )

    @cached_property
    def _negators(self) -> frozenset[int]:
        return frozenset([sign.start for sign in self._by.get(t.NEGATOR, ())])

    @cached_property
    def _ends(self) -> frozenset[int]:
        """Positions of words after which a clause ends."""
        ends, place = set(), -1
        for text, chunk in zip(self._document.chunks, self._document.cut, strict=True):
            place += chunk.width
            if text.endswith(_CLAUSE_ENDS):
                ends.add(place)
        return frozenset(ends)

    def _before(self, sign: Sign, places: int, of: frozenset[int]) -> bool:
        place = sign.start - places
        return place in of and not self._parted(place, sign.start)

    def _parted(self, place: int, start: int) -> bool:
        return any(between in self._ends for between in range(place, start))


def _turns(tokens: Sequence[Token]) -> list[int]:
    return [token.start for token in tokens if token.term in _TURNS]


def _words(tokens: Sequence[Token], table: ToneTable) -> Iterable[Sign]:
    signs: dict[tuple[str, int], Sign] = {}
    marks_of = table.marks
    for token in tokens:
        if marks := marks_of(token.term):
            start, end, _, exact = token
            for group, value in marks:
                # A joined compound and its last part say the same thing once.
                signs.setdefault((group, end), Sign(group, value, start, end, exact))
    return signs.values()


def _uncovered(words: Iterable[Sign], phrases: Sequence[Hit[Mark]]) -> list[Sign]:
    """All signs but those inside a longer phrase that speaks of the same, or says nothing."""
    if not phrases:
        return list(words)
    said = [Sign(*hit.phrase.means, hit.start, hit.end, hit.found) for hit in phrases]
    return [sign for sign in (*said, *words) if sign.group != t.NOTHING and not _covered(sign, said)]


def _covered(sign: Sign, phrases: Iterable[Sign]) -> bool:
    start, end = sign.start, sign.end
    longer = (p for p in phrases if p.start <= start and end <= p.end and p.end - p.start > end - start)
    return any(_same(phrase, sign) for phrase in longer)


def _same(phrase: Sign, sign: Sign) -> bool:
    """Whether a phrase has said what a sign inside it says: "nicht schlecht" has settled its own "nicht"."""
    if phrase.group == t.POLARITY and sign.group == t.NEGATOR:
        return phrase.value > 0
    return phrase.group in (sign.group, t.NOTHING) or (phrase.group, sign.group) == (t.IRONY, t.POLARITY)
