"""The tone lists as a block of features: so many words of each group, per post.

>>> block = shipped()
>>> row = block.counts(["super", "service"], "Super Service!", "de")
>>> row[block.names.index("pos2")]
1.0
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final, NamedTuple

from sturmwarte.core.query.patterns import glob
from sturmwarte.core.understand.lexicon import split
from sturmwarte.core.understand.phrases import LONGEST_GAP, REMEMBERED_TERMS, Phrase
from sturmwarte.core.understand.tone import table as t
from sturmwarte.core.understand.tone.wordlists import EMOTIONS, languages

VERSION: Final = "tone-1"
"""Raised when the lists or the columns change: weights learned on one version do not fit another."""
NEGATED_WITHIN: Final = 3

NAMES: Final = (
    *("pos1", "pos2", "pos3", "neg1", "neg2", "neg3", "arousal1", "arousal2", "arousal3", *EMOTIONS),
    *(t.INSULT_MILD, t.INSULT_STRONG, t.PROFANITY, t.THREAT, t.SLUR, t.IRONY, t.ASKS, t.ENGAGES, t.CLAIMS),
    *("urgency1", "urgency2", "urgency3", t.INTENSIFIER, t.DIMINISHER, t.NEGATOR),
    *("emoji_pos", "emoji_neg", t.EMOJI_AROUSAL, "negated_pos", "negated_neg", "positive", "negative"),
)
_COLUMN: Final = {name: column for column, name in enumerate(NAMES)}
_LEVELS: Final = {t.AROUSAL: "arousal", t.URGENCY: "urgency"}
_COUNTED: Final = frozenset({t.INTENSIFIER, t.DIMINISHER})
_WEIGHT: Final = (0.0, 0.5, 1.0, 1.5)
SMILES: Final = re.compile(r"(?<![\w/])[:;=8xX][-'o^]?[)\]DpP3*](?!\w)|<3|\^\^|\bx[dD]\b|\(:")
FROWNS: Final = re.compile(r"(?<![\w/])[:;=][-']?[(\[/\\|@](?!\w|/)|:'\(|-_-|\bD:")
FACES: Final = re.compile(r"[:;=](?!//)|<3|\^\^|-_-|[xX8][-'o^]?[)\]dDpP3*]|\(:")
"""Where this is not found, there is neither a smile nor a frown: spares most posts the longer look."""
_OF_FACES: Final = (":", ";", "=", "x", "X", "8", "<3", "^^", "-_-")
"""And where none of these is, there is not even a face: spares many the shorter one."""
_FUNCTION_WORDS: Final = {
    "de": frozenset(
        split(
            """der, das, und, ist, ich, nicht, ein, eine, einen, mit, auf, fuer, den, dem, von, zu, im, es
            auch, wir, sie, ihr, euch, noch, wird, werden, sind, bei, aber, oder, wenn, man, mir, mich, dass
            nur, haben, habe, hat, sich, aus, wie, zum, zur, nach, kein, keine, schon, sehr, uns, mal, wieder
            immer, mein, meine"""
        )
    ),
    "en": frozenset(
        split(
            """the, and, is, are, of, to, you, my, it, for, this, that, with, have, has, had, be, been, your
            we, they, he, she, at, on, but, from, just, so, not, can, what, will, would, do, does, did, i, im
            its, dont, when, our, their, there, about"""
        )
    ),
}


_Columns = tuple[tuple[int, float], ...]
_Phrases = list[tuple[tuple[str | None, ...], _Columns]]


class _Word(NamedTuple):
    """What a term adds to a row, bare and behind a negator, and the phrases it begins.

    `following` has the phrases by their second word, `others` those whose second is a gap or wildcard.
    """

    bare: _Columns
    negated: _Columns
    negator: bool
    following: dict[str, _Phrases]
    others: _Phrases


class ToneFeatures:
    """`names` of the columns and `counts` of one post. Threads may share it."""

    names = NAMES
    version = VERSION

    def __init__(self) -> None:
        self._tables = {lang: t.table(lang) for lang in languages()}
        self._known: dict[str, dict[str, _Word | None]] = {lang: {} for lang in languages()}

    def counts(self, terms: Sequence[str], text: str, lang: str = "") -> list[float]:
        """One number per name. `terms` are the post's folded terms in order (`Atom.term`), `text` its words
        as written (for emoticons). An unknown `lang` is told by function words, German where they tie.

        A word's polarity within three words behind a negator counts for the other side.
        """
        lang = lang if lang in self._tables else self._guessed(terms)
        row = [0.0] * len(NAMES)
        known = self._known[lang]
        negated_until = -1
        for place, term in enumerate(terms):
            try:
                word = known[term]
            except KeyError:
                word = self._look_up(lang, term)
            if word is None:
                continue
            bare, negated, negator, following, others = word
            for column, value in negated if place <= negated_until else bare:
                row[column] += value
            if negator:
                negated_until = place + NEGATED_WITHIN
            if following and place + 1 < len(terms) and (likely := following.get(terms[place + 1])):
                _add_phrases(row, likely, terms, place)
            if others:
                _add_phrases(row, others, terms, place)
        smiles, frowns = faces(text)
        row[_COLUMN["emoji_pos"]] += smiles
        row[_COLUMN["emoji_neg"]] += frowns
        return row

    def _look_up(self, lang: str, term: str) -> _Word | None:
        known = self._known[lang]
        if len(known) >= REMEMBERED_TERMS:
            known.clear()
        table = self._tables[lang]
        marks, phrases = table.marks(term), table.starting(term)
        word = _word(marks, phrases) if marks or phrases else None
        known[term] = word
        return word

    def _guessed(self, terms: Sequence[str]) -> str:
        words = set(terms)
        return max(self._tables, key=lambda lang: len(_FUNCTION_WORDS[lang] & words))


def faces(text: str) -> tuple[int, int]:
    """How many smiles and frowns, of those made of signs."""
    if not any(sign in text for sign in _OF_FACES) or not FACES.search(text):
        return 0, 0
    return len(SMILES.findall(text)), len(FROWNS.findall(text))


def _word(marks: t.Marks, phrases: Iterable[Phrase[t.Mark]]) -> _Word:
    negator = any(mark.group == t.NEGATOR for mark in marks)
    word = _Word(_columns(marks), _columns(marks, negated=True), negator, {}, [])
    for phrase in phrases:
        second = phrase.words[1]
        plain = second is not None and "*" not in second
        likely = word.following.setdefault(second or "", []) if plain else word.others
        likely.append((phrase.words, _columns((phrase.means,))))
    return word


def _columns(marks: t.Marks, *, negated: bool = False) -> _Columns:
    columns = [column for mark in marks if (column := _column(mark))]
    polarity = dict(marks).get(t.POLARITY, 0.0)
    return tuple(columns + (_weighed(polarity, negated) if polarity else []))


def _add_phrases(row: list[float], phrases: _Phrases, terms: Sequence[str], place: int) -> None:
    for words, columns in phrases:
        if _stands(words, 1, terms, place + 1):
            for column, value in columns:
                row[column] += value


def _stands(words: tuple[str | None, ...], i: int, terms: Sequence[str], place: int) -> bool:
    """Whether `words[i:]` stand in `terms` from `place` on."""
    if i == len(words):
        return True
    word = words[i]
    if word is None:
        return any(_stands(words, i + 1, terms, place + skip) for skip in range(LONGEST_GAP + 1))
    if place >= len(terms):
        return False
    term = terms[place]
    return (term == word or ("*" in word and glob(word, term))) and _stands(words, i + 1, terms, place + 1)


def _column(mark: t.Mark) -> tuple[int, float] | None:
    group, value = mark
    if group in _LEVELS:
        return _COLUMN[f"{_LEVELS[group]}{value:.0f}"], 1.0
    if group in (t.POLARITY, t.EMOJI):
        side = "pos" if value > 0 else "neg"
        name = f"{side}{abs(value):.0f}" if group == t.POLARITY else f"emoji_{side}"
        return _COLUMN[name], 1.0
    if group not in _COLUMN:
        return None
    return _COLUMN[group], 1.0 if group in _COUNTED else value


def _weighed(polarity: float, negated: bool) -> list[tuple[int, float]]:
    good = polarity > 0
    # "Nicht schlecht" is less praise than "schlecht" is blame.
    weight = _WEIGHT[int(abs(polarity))] * (0.5 if negated and not good else 1.0)
    side = _COLUMN["positive" if good != negated else "negative"], weight
    return [side, (_COLUMN["negated_pos" if good else "negated_neg"], 1.0)] if negated else [side]


@cache
def shipped() -> ToneFeatures:
    """The block of the shipped lists. Raises `ToneError` if a list has not the right shape."""
    return ToneFeatures()
