"""The tone voter: what the words alone say of a post, each judgement with the words it rests on."""

from collections.abc import Iterable, Sequence

import msgspec

from sturmwarte.core.query.document import Document
from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.finding import Finder
from sturmwarte.core.understand.lists import Hits
from sturmwarte.core.understand.tone import manners
from sturmwarte.core.understand.tone.found import Found, Sign
from sturmwarte.core.understand.tone.sentiment import Sentiment, sentiment
from sturmwarte.core.understand.tone.table import Mark, ToneTable, table
from sturmwarte.core.understand.tone.wordlists import languages

LEAST_EMOTION = 0.3
"""An emotion below this is not named."""


class ToneVotes(msgspec.Struct, frozen=True, kw_only=True):
    """Probabilities per dimension; `why` has the reasons, by dimension, where words were found.

    `sentiment` is over negative, neutral, positive; `heat` over calm, annoyed, outraged; `emotions` are
    independent of each other and only those found.
    """

    sentiment: dict[str, float]
    heat: dict[str, float]
    offensive: float
    answer: float
    urgency: float
    emotions: dict[str, float]
    why: dict[str, tuple[Reason, ...]]


class ToneVoter:
    """Votes by the shipped lists; a post in no language of `only` is read by all of them at once."""

    def __init__(self, only: Sequence[str] | None = None) -> None:
        langs = languages() if only is None else [lang for lang in languages() if lang in only]
        self._tables: dict[str, ToneTable] = {lang: table(lang) for lang in langs}
        self._tables[""] = table(*langs)

    def finders(self, lang: str) -> tuple[Finder[Mark]]:
        return (self._table(lang).finder,)

    def vote(self, document: Document, lang: str = "", hits: Hits | None = None) -> ToneVotes:
        """The votes for one post in `lang` (ISO 639-1, "" where unknown). `hits` are those of `finders`,
        where somebody has them already."""
        table = self._table(lang)
        found = Found(document, table, hits[0] if hits else table.finder.find(document))
        mood = sentiment(found)
        heat = manners.heat(found, mood.p)
        urgency, emotions = manners.urgency(found, mood.p), manners.emotions(found, mood.p)
        offence, worth = manners.offence(found), manners.worth(found, mood.p, urgency.p)
        felt = {name: j for name, j in emotions.items() if j.p >= LEAST_EMOTION}
        best = _best(heat.p)
        why = {
            "sentiment": _why_sentiment(mood),
            "heat": _why(f"heat.{best[0]}", best, heat.signs, heat.shape),
            "offensive": _why("offensive", ("offensive", offence.p), offence.signs, offence.shape),
            "answer": _why("answer", ("answer", worth.p), worth.signs, worth.shape),
            "urgency": _why("urgency", ("urgency", urgency.p), urgency.signs),
            "emotions": tuple(
                reason for name, j in felt.items() for reason in _why(f"emotion.{name}", (name, j.p), j.signs)
            ),
        }
        return ToneVotes(
            sentiment=mood.p,
            heat=heat.p,
            offensive=offence.p,
            answer=worth.p,
            urgency=urgency.p,
            emotions={name: judged.p for name, judged in felt.items()},
            why={dimension: reasons for dimension, reasons in why.items() if reasons},
        )

    def _table(self, lang: str) -> ToneTable:
        return self._tables.get(lang) or self._tables[""]


def _best(p: dict[str, float]) -> tuple[str, float]:
    label = max(p, key=p.__getitem__)
    return label, p[label]


def _why_sentiment(mood: Sentiment) -> tuple[Reason, ...]:
    """The words for and against, those a negator turned, and phrases of irony."""
    label, p = _best(mood.p)
    told = [(s.weight, s.sign) for s in mood.sides if s.sign not in mood.irony and not s.turned]
    reasons = []
    for side, words in (
        ("positive", [sign for weight, sign in told if weight > 0]),
        ("negative", [sign for weight, sign in told if weight < 0]),
        ("turned", [s.sign for s in mood.sides if s.turned]),
        ("irony", list(mood.irony)),
    ):
        if words:
            args = {"label": label, "p": round(p, 2), **_placed(words)}
            reasons.append(Reason(f"understand.tone.sentiment.{side}", args))
    return tuple(reasons)


def _why(
    about: str, best: tuple[str, float], signs: Sequence[Sign], shape: Iterable[str] = ()
) -> tuple[Reason, ...]:
    args = {"label": best[0], "p": round(best[1], 2)}
    reasons = []
    if signs:
        reasons.append(Reason(f"understand.tone.{about}", {**args, **_placed(signs)}))
    reasons += [Reason(f"understand.tone.shape.{name}", args) for name in shape]
    return tuple(reasons)


def _placed(signs: Iterable[Sign]) -> dict[str, list[object]]:
    """Words and their places, each word once."""
    first: dict[str, int] = {}
    for sign in signs:
        first.setdefault(sign.words, sign.start)
    return {"words": list(first), "at": list(first.values())}
