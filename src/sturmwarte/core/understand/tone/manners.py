"""Heat, offence, worth of an answer, urgency and emotions, judged by words and by how a post is written.

Each is a sum of what was found, put through a logistic curve or 1 - exp(-sum). Constants are ours, few, and
chosen on several sets at once where there are labelled ones (offence, answer), else by reading posts.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from sturmwarte.core.understand.tone import table as t
from sturmwarte.core.understand.tone.found import Found, Sign
from sturmwarte.core.understand.tone.wordlists import EMOTIONS

_AROUSAL: Final = (0.0, 0.2, 0.6, 1.1)
_HOT: Final = {
    "anger": 0.5,
    t.INSULT_STRONG: 0.9,
    t.INSULT_MILD: 0.5,
    t.PROFANITY: 0.5,
    t.THREAT: 0.9,
    t.SLUR: 0.6,
    t.IRONY: 0.3,
}
_ANNOYED, _OUTRAGED, _STEEP = 0.9, 2.9, 2.2
_OFFENCE: Final = {t.INSULT_STRONG: 2.2, t.SLUR: 1.8, t.THREAT: 1.2, t.INSULT_MILD: 1.0, t.PROFANITY: 0.9}
_OFFENSIVE, _OFFENCE_STEEP = 0.75, 1.6
"""Where on its scale offence becomes likelier than not, and how steeply."""
_TO_THE_FACE, _AGAINST, _LOUD = 0.5, 0.3, 0.3
_URGENT: Final = (0.0, 0.15, 0.4, 0.9)
_WORTH: Final = {t.ASKS: 0.4, t.ENGAGES: 0.45, t.CLAIMS: 0.45}
_UNWORTHY: Final = {t.INSULT_STRONG: 1.2, t.SLUR: 0.8, t.PROFANITY: 0.4, t.INSULT_MILD: 0.8, t.AROUSAL: 0.2}
WORTH_BIAS: Final = -4.4
_LENGTH: Final = 1.35
"""People who contribute write more: per doubling of the words, times log 2."""
_ASKED, _OWN, _FIGURES, _SHARED = 1.7, 0.2, 0.4, -1.0
_COMPLAINT, _HASTE = 0.7, 1.5
"""Who complains of what happened to them, or needs help soon, deserves an answer, however short."""
_AT_MOST: Final = 5
"""Signs of one group beyond this add nothing: a long text is not a hundred times as rude."""
LONG_WORDS: Final = 40


class Judged(NamedTuple):
    """A probability, the signs it rests on, and what about the writing added to it."""

    p: float
    signs: tuple[Sign, ...]
    shape: tuple[str, ...] = ()


class Heat(NamedTuple):
    p: dict[str, float]
    signs: tuple[Sign, ...]
    shape: tuple[str, ...]


def heat(found: Found, mood: Mapping[str, float]) -> Heat:
    """Calm, annoyed or outraged. Joy is no heat: what a post is glad about is taken off."""
    aroused = [sign for sign in found.of(t.AROUSAL, t.EMOJI_AROUSAL) if not found.negated(sign)]
    hot = found.of(*_HOT)
    score = sum(_AROUSAL[int(sign.value)] for sign in aroused) + _sum(hot, _HOT)
    loud, shape = _loudness(found)
    score = (score * _damped(found) + loud) * (1 - mood["positive"]) + 1.1 * (mood["negative"] - 0.3)
    annoyed, outraged = (_logistic(_STEEP * (score - at)) for at in (_ANNOYED, _OUTRAGED))
    return Heat(
        {"calm": 1 - annoyed, "annoyed": annoyed - outraged, "outraged": outraged},
        (*hot, *(sign for sign in aroused if sign.value > 1)),
        shape,
    )


def offence(found: Found) -> Judged:
    """Offensive or toxic."""
    signs = [s for s in found.of(*_OFFENCE) if not (s.group == t.PROFANITY and _elsewhere(found, s))]
    against = sum(1 for sign in found.of(t.POLARITY) if sign.value <= -2 and not found.negated(sign))
    score = (_sum(signs, _OFFENCE) + _AGAINST * min(against, 2)) * _damped(found)
    score += _TO_THE_FACE if signs and found.second_person else 0.0
    shape = _loudness(found)[1]
    score += _LOUD if shape and signs else 0.0
    return Judged(_logistic(_OFFENCE_STEEP * (score - _OFFENSIVE)), tuple(signs), shape if signs else ())


def worth(found: Found, mood: Mapping[str, float], haste: float) -> Judged:
    """Worth an answer: asks, contributes or claims what can be checked; a rant or a shared link is not."""
    shape = found.shape
    signs = found.of(*_WORTH)
    parts = {
        "length": _LENGTH * math.log1p(min(shape.words, 200)),
        "question": _ASKED if shape.asks and found.of(t.ASKS) else 0.0,
        "own_words": _OWN + _COMPLAINT * mood["negative"] if found.first_person else 0.0,
        "haste": _HASTE * haste,
        "figures": _FIGURES * math.log1p(min(shape.digits, 12)),
        "shared": _SHARED if shape.links and not found.first_person and not shape.asks else 0.0,
    }
    score = (
        WORTH_BIAS + _tapered(signs, _WORTH) - _tapered(found.of(*_UNWORTHY), _UNWORTHY) + sum(parts.values())
    )
    told = tuple(name for name, part in parts.items() if name not in ("length", "haste") and abs(part) >= 0.3)
    return Judged(_logistic(score), tuple(signs), told)


def urgency(found: Found, mood: Mapping[str, float]) -> Judged:
    """How soon somebody must look."""
    signs = [sign for sign in found.of(t.URGENCY) if not found.negated(sign)]
    score = sum(_URGENT[int(sign.value)] for sign in _first(signs)) * _damped(found)
    concerned = 0.4 + 0.6 * min(1.0, mood["negative"] + 0.4 * found.shape.asks + 0.3 * found.first_person)
    return Judged(1 - math.exp(-score * concerned), tuple(signs))


def emotions(found: Found, mood: Mapping[str, float]) -> dict[str, Judged]:
    """Each emotion found: joy fades where the mood is bad, most others where it is good."""
    judged: dict[str, Judged] = {}
    for emotion in EMOTIONS:
        signs = [sign for sign in found.of(emotion) if not found.negated(sign)]
        if signs:
            against = {"joy": mood["negative"], "surprise": 0.0}.get(emotion, mood["positive"])
            felt = 1 - math.exp(-0.9 * len(_first(signs)) * _damped(found))
            judged[emotion] = Judged(felt * (1 - against), tuple(signs))
    return judged


def _sum(signs: Iterable[Sign], weights: Mapping[str, float]) -> float:
    counted: dict[str, int] = {}
    score = 0.0
    for sign in signs:
        counted[sign.group] = nth = counted.get(sign.group, 0) + 1
        # The second counts half of what the first does less: 1, 1/2, 1/3 ...
        score += weights[sign.group] / nth if nth <= _AT_MOST else 0.0
    return score


def _tapered(signs: Iterable[Sign], weights: Mapping[str, float]) -> float:
    """Each group by the logarithm of its signs."""
    counts = Counter(sign.group for sign in signs)
    return sum(weights[group] * math.log1p(count) for group, count in counts.items())


def _first(signs: list[Sign]) -> list[Sign]:
    """Each word once."""
    return list({sign.words.casefold(): sign for sign in signs}.values())[:_AT_MOST]


def _elsewhere(found: Found, sign: Sign) -> bool:
    """A profanity that an insult at the same place already counts."""
    return any(other.start == sign.start for other in found.of(t.INSULT_STRONG, t.INSULT_MILD))


def _loudness(found: Found) -> tuple[float, tuple[str, ...]]:
    shape = found.shape
    parts = {
        "capitals": 1.2 * min(shape.shouted * 2, 1.0) if shape.shouted > 0.15 else 0.0,
        "exclamation": 0.35 * min(shape.runs, 3) + 0.1 * min(shape.exclaims, 3),
        "drawn_out": 0.2 * min(shape.elongated, 2),
    }
    return sum(parts.values()), tuple(name for name, part in parts.items() if part >= 0.3)


def _damped(found: Found) -> float:
    words = found.shape.words
    return math.sqrt(LONG_WORDS / words) if words > LONG_WORDS else 1.0


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -50 else 0.0
