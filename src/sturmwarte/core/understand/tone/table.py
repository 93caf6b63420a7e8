"""One language's tone lists as a table: what each word and phrase is a mark of.

Words are looked up in one dict. Wildcards are resolved once per word and then remembered there; where
several speak of one group, the exact word wins over the wildcard and the longer wildcard over the shorter.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from sturmwarte.core.query.folding import exact, fold
from sturmwarte.core.query.patterns import SIGNS
from sturmwarte.core.understand.finding import LONGEST_TERM, Finder
from sturmwarte.core.understand.lexicon import split
from sturmwarte.core.understand.phrases import REMEMBERED_TERMS, Phrase, phrase_words
from sturmwarte.core.understand.tone.inflect import word_forms
from sturmwarte.core.understand.tone.wordlists import EMOTIONS, ToneList, emoji_list, tone_list
from sturmwarte.core.understand.wildcards import Wildcards

POLARITY, AROUSAL, EMOJI, EMOJI_AROUSAL = "polarity", "arousal", "emoji", "emoji_arousal"
INSULT_MILD, INSULT_STRONG, PROFANITY = "insult_mild", "insult_strong", "profanity"
THREAT, SLUR, IRONY = "threat", "slur", "irony"
ASKS, ENGAGES, CLAIMS, URGENCY = "asks", "engages", "claims", "urgency"
INTENSIFIER, DIMINISHER, NEGATOR, NOTHING = "intensifier", "diminisher", "negator", "nothing"


class Mark(NamedTuple):
    """A group (`polarity`, `anger`, `negator` ...) and a strength in it: a level, a factor, or 1."""

    group: str
    value: float


Marks = tuple[Mark, ...]
Entries = Iterator[tuple[str, Mark]]


class ToneTable:
    """Look-ups for one language, or for several where the language of a post is unknown. `finder` finds the
    phrases of several words."""

    def __init__(self, lists: Sequence[ToneList], emoji: Iterable[tuple[str, Mark]]) -> None:
        self._exact: dict[str, dict[str, float]] = {}
        self._patterns: Wildcards[Mark] = Wildcards()
        self._phrases: dict[tuple[tuple[str | None, ...], str], Phrase[Mark]] = {}
        for tone in lists:
            self._take(_inflected(tone), override=True)
            self._take(_as_they_stand(tone), override=False)
        self._take(emoji, override=True)
        self.finder = Finder(self._phrases.values())
        self._by_first: dict[str, list[Phrase[Mark]]] = {}
        for phrase in self._phrases.values():
            self._by_first.setdefault(phrase.words[0] or "", []).append(phrase)
        self._known: dict[str, Marks] = {}

    def marks(self, term: str) -> Marks:
        """What a folded term is a mark of; empty for most."""
        try:
            return self._known[term]
        except KeyError:
            return self._look_up(term)

    def starting(self, term: str) -> list[Phrase[Mark]]:
        """The phrases whose first word is `term` (those that begin with a wildcard are not among them)."""
        return self._by_first.get(term, [])

    def __len__(self) -> int:
        return len(self._exact) + len(self._patterns) + len(self._phrases)

    def _take(self, entries: Iterable[tuple[str, Mark]], *, override: bool) -> None:
        stated: set[tuple[str, str]] = set()
        for text, mark in entries:
            words = (text,) if text.isalpha() and text.isascii() else phrase_words(text)
            if len(words) != 1:
                if words:
                    self._phrases.setdefault((words, mark.group), Phrase(text, words, mark))
                continue
            term = (words[0] or "").lower()
            if "*" in term:
                self._patterns.add(term, mark)
                continue
            groups = self._exact.setdefault(term, {})
            # A word stated as it stands overrules every inflected form; the first statement counts.
            if override or (term, mark.group) not in stated:
                stated.add((term, mark.group))
                groups[mark.group] = mark.value

    def _look_up(self, term: str) -> Marks:
        if len(self._known) >= REMEMBERED_TERMS:
            self._known.clear()
        groups = dict(self._exact.get(term, ()))
        if len(term) <= LONGEST_TERM and term[:1] not in SIGNS:
            for mark in self._patterns.of(term):
                groups.setdefault(mark.group, mark.value)
        found = () if NOTHING in groups else tuple(Mark(*item) for item in groups.items())
        self._known[term] = found
        return found


def _inflected(tone: ToneList) -> Entries:
    """Forms made by rule; where two base forms share one, adjectives overrule verbs and those nouns."""
    for part in ("nouns", "verbs", "adjectives"):
        for value, text in getattr(tone.polarity, part).items():
            mark = Mark(POLARITY, value)
            for base in split(text):
                for form in word_forms(tone.lang, part, fold(exact(base))):
                    yield form, mark


def _as_they_stand(tone: ToneList) -> Entries:
    for lists, group in (
        (tone.polarity.words, POLARITY),
        (tone.phrases, POLARITY),
        (tone.arousal, AROUSAL),
        (tone.urgency, URGENCY),
        (tone.intensifiers, INTENSIFIER),
        (tone.diminishers, DIMINISHER),
    ):
        for value, text in lists.items():
            yield from ((entry, Mark(group, value)) for entry in split(text))
    for group, text in _plain(tone):
        yield from ((entry, Mark(group, 1)) for entry in split(text))


def _plain(tone: ToneList) -> Iterator[tuple[str, str]]:
    yield from ((emotion, tone.emotions.get(emotion, "")) for emotion in EMOTIONS)
    yield from ((INSULT_MILD, tone.insults.mild), (INSULT_STRONG, tone.insults.strong))
    yield from ((PROFANITY, tone.profanity), (THREAT, tone.threats), (SLUR, tone.slurs))
    yield from ((NEGATOR, tone.negators), (IRONY, tone.irony), (NOTHING, tone.nothing))
    yield from ((ASKS, tone.asks), (ENGAGES, tone.engages), (CLAIMS, tone.claims))


def _emoji() -> Entries:
    for picture, (polarity, arousal) in emoji_list().emoji.items():
        if polarity:
            yield picture, Mark(EMOJI, polarity)
        if arousal:
            yield picture, Mark(EMOJI_AROUSAL, arousal)


@cache
def table(*langs: str) -> ToneTable:
    """The shipped table of the languages (built once). Raises `ToneError`."""
    return ToneTable([tone_list(lang) for lang in langs], _emoji())
