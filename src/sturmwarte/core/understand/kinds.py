"""What the author wants, judged by words and phrases.

Method (ours): each phrase found adds its weight to its kind once; weak words add at most
`WEAK_AT_MOST` together; p = 1 - exp(-score), and `none` gets the product of all (1 - p). A longer phrase
silences a shorter one inside it; a negator up to three words before, in the same clause, turns praise into
a complaint and takes most other phrases back. Long texts count less per word. The p is a score for ordering
and thresholds, not a calibrated probability.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import chain
from typing import NamedTuple

from sturmwarte.core.query.document import Document
from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.finding import MOST_WORDS, Finder, Hit, first_words
from sturmwarte.core.understand.lexicon import LANGUAGES, WEIGHT, Lexicon, Strength, shipped, split
from sturmwarte.core.understand.lists import Hits
from sturmwarte.core.understand.phrases import Phrase, phrase_words
from sturmwarte.core.understand.reading import NONE, Kind

WEAK_AT_MOST = 0.8
QUESTION_MARK = 0.5
"""What a question mark adds to `question`: alone too little, with any question word enough."""
LONG_WORDS = 60
LEAST_P = 0.2
"""A kind below this is not named in a reading."""
NEGATED_WITHIN = 3
IRONY_FROM = 0.7
"""Beside a grievance this likely, praise counts half: "Great job, my parcel is lost again"."""
_GRIEVANCES = ("complaint", "outage", "billing", "staff", "values")
_CLAUSE_ENDS = (".", ",", ";", ":", "!", "?", ")")

SERIOUSNESS = (
    *("danger", "security", "press", "privacy", "outage", "staff", "values", "billing", "complaint"),
    *("misinformation", "job", "purchase", "idea", "question", "praise", "abuse"),
)
"""Which of two equally likely kinds comes first: the one that costs more when overlooked."""
_RANK = {kind: rank for rank, kind in enumerate([*SERIOUSNESS, NONE])}

_NOTHING = "nothing"
_NEVER_NEGATED = frozenset({"danger", "security", "question", _NOTHING})
"""A question stays one ("warum nicht gleich?"), and a danger overlooked costs more than a false alarm."""


class Meaning(NamedTuple):
    """What a phrase says: a kind (or nothing), how strongly, and whether a negator before it counts."""

    kind: str
    strength: Strength
    negatable: bool


class Judged(NamedTuple):
    kinds: tuple[Kind, ...]
    why: tuple[Reason, ...]


class KindWords:
    """Judges by the shipped phrases of the post's language (all where it is unknown) and the plan's own.

    `own` holds the plan's phrases per kind; they count most, in every language.
    """

    def __init__(self, own: Mapping[str, Iterable[str]] | None = None) -> None:
        extra = [p for kind, texts in (own or {}).items() for p in _phrases(kind, "own", texts, frozenset())]
        self._own = (Finder(extra),) if extra else ()

    def finders(self, lang: str) -> tuple[Finder[Meaning], ...]:
        return _finder(_read_as(lang)), *self._own

    def judge(self, document: Document, lang: str, hits: Hits | None = None) -> Judged:
        """Kinds best first and the words that counted; `none` alone when nothing was found. `hits` are those
        of `finders`, where somebody has them already."""
        if hits is None:
            hits = [finder.find(document) for finder in self.finders(lang)]
        found = _Found(document, _Negations(document, _negators(_read_as(lang))))
        for hit in _uncovered(_in_order(hits)):
            found.count(hit)
        if "?" in document.post.text and _asks(document.chunks):
            found.add("question", QUESTION_MARK, "?", -1)
        return found.judged()


class _Found:
    """The sums of one post."""

    def __init__(self, document: Document, negations: "_Negations") -> None:
        self._document, self._negations = document, negations
        self._strong: dict[str, float] = {}
        self._weak: dict[str, float] = {}
        self._words: dict[str, dict[str, int]] = {}

    def count(self, hit: Hit[Meaning]) -> None:
        kind, strength, negatable = hit.phrase.means
        if negatable and self._negations.before(hit.start):
            if kind != "praise":
                return
            kind = "complaint"
        if hit.found not in self._words.get(kind, ()):
            self.add(kind, WEIGHT[strength], hit.found, hit.start)

    def add(self, kind: str, weight: float, words: str, place: int) -> None:
        sums = self._weak if weight < QUESTION_MARK else self._strong
        sums[kind] = sums.get(kind, 0.0) + weight
        self._words.setdefault(kind, {})[words] = place

    def judged(self) -> Judged:
        if not self._words:
            return _NONE_FOUND
        length = min(MOST_WORDS, sum(chunk.width for chunk in self._document.cut))
        damped = math.sqrt(LONG_WORDS / length) if length > LONG_WORDS else 1.0
        p = {kind: 1 - math.exp(-damped * self._score(kind)) for kind in self._words}
        if "praise" in p and any(p.get(kind, 0) >= IRONY_FROM for kind in _GRIEVANCES):
            p["praise"] = 1 - math.exp(-damped * self._score("praise") / 2)
        p[NONE] = math.prod(1 - likely for likely in p.values())
        named = [Kind(kind, round(likely, 2)) for kind, likely in p.items() if likely >= LEAST_P]
        named = named or [Kind(NONE, round(p[NONE], 2))]
        named.sort(key=lambda k: (-k.p, _RANK.get(k.kind, 0)))
        return Judged(tuple(named), tuple(self._why(k) for k in named if k.kind != NONE))

    def _score(self, kind: str) -> float:
        return self._strong.get(kind, 0.0) + min(self._weak.get(kind, 0.0), WEAK_AT_MOST)

    def _why(self, kind: Kind) -> Reason:
        words = self._words[kind.kind]
        args = {"kind": kind.kind, "p": kind.p, "words": list(words), "at": list(words.values())}
        return Reason("understand.kind.words", args)


_NONE_FOUND = Judged((Kind(NONE, 1),), ())


def _read_as(lang: str) -> str:
    return lang if lang in LANGUAGES else ""


@cache
def _finder(lang: str) -> Finder[Meaning]:
    """The shipped phrases of a language, or ("") of all: put together once a process."""
    return Finder([p for one in ([lang] if lang else LANGUAGES) for p in _of(shipped(one))])


@cache
def _negators(lang: str) -> frozenset[str]:
    return frozenset(n for one in ([lang] if lang else LANGUAGES) for n in split(shipped(one).negators))


def _of(lexicon: Lexicon) -> Iterator[Phrase[Meaning]]:
    negators = frozenset(split(lexicon.negators))
    yield from _phrases(_NOTHING, "plain", split(lexicon.nothing), negators)
    for kind, lists in lexicon.kinds.items():
        for strength, text in lists.phrases():
            yield from _phrases(kind, strength, [text], negators)


def _phrases(
    kind: str, strength: Strength, texts: Iterable[str], negators: frozenset[str]
) -> Iterator[Phrase[Meaning]]:
    for text in texts:
        words = phrase_words(text)
        # "not happy" says itself what it negates.
        negatable = kind not in _NEVER_NEGATED and negators.isdisjoint(w for w in words if w)
        yield Phrase(text, words, Meaning(kind, strength, negatable))


def _in_order(hits: Hits) -> Sequence[Hit[Meaning]]:
    """All lists' hits by their first word."""
    first, *others = hits
    return sorted(chain(first, *others), key=lambda hit: hit.start) if any(others) else first


def _uncovered(hits: Sequence[Hit[Meaning]]) -> list[Hit[Meaning]]:
    """Hits that lie in no longer hit, nor in a phrase that means nothing."""
    if not hits:
        return []
    covers = [hit for hit in hits if len(hit.phrase.words) > 1 or hit.phrase.means.kind == _NOTHING]
    return [
        hit
        for hit in hits
        if hit.phrase.means.kind != _NOTHING and not any(_covers(cover, hit) for cover in covers)
    ]


def _covers(cover: Hit[Meaning], hit: Hit[Meaning]) -> bool:
    if cover is hit or not (cover.start <= hit.start and hit.end <= cover.end):
        return False
    if cover.phrase.means.kind == _NOTHING:
        return True
    longer = cover.end - cover.start > hit.end - hit.start
    # What stands in a gap is not part of the phrase and keeps its own meaning.
    return longer and (None not in cover.phrase.words or cover.phrase.means.kind == hit.phrase.means.kind)


class _Negations:
    """Where negators stand and clauses end in one post: looked for when first asked."""

    def __init__(self, document: Document, negators: frozenset[str]) -> None:
        self._document, self._listed = document, negators

    @cached_property
    def _negators(self) -> frozenset[int]:
        if self._listed.isdisjoint(self._document.terms):
            return frozenset()
        return frozenset([t.start for t in first_words(self._document) if t.term in self._listed])

    @cached_property
    def _ends(self) -> frozenset[int]:
        return _clause_ends(self._document)

    def before(self, start: int) -> bool:
        """Whether one of the last words before `start`, in the same clause, is a negator."""
        if not self._negators:
            return False
        for place in range(start - 1, start - 1 - NEGATED_WITHIN, -1):
            if place in self._ends:
                return False
            if place in self._negators:
                return True
        return False


def _clause_ends(document: Document) -> frozenset[int]:
    """Positions of words after which a clause ends."""
    ends, place = set(), -1
    for text, chunk in zip(document.chunks, document.cut, strict=True):
        place += chunk.width
        if text.endswith(_CLAUSE_ENDS):
            ends.add(place)
    return frozenset(ends)


def _asks(chunks: Sequence[str]) -> bool:
    """A question mark that is not part of a link."""
    return any("?" in chunk and "://" not in chunk for chunk in chunks)
