"""Heat, offence, worth of an answer, urgency and emotions, judged by words and by how a post is written.

Each is a sum of what was found, put through a logistic curve or 1 - exp(-sum). Constants are ours, few, and
chosen on several sets at once where there are labelled ones (offence, answer), else by reading posts.
"""

import math
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
_ANNOYED, _OUTRAGED, _STEEP = 0.9, 2.6, 2.2
_OFFENCE: Final = {t.INSULT_STRONG: 2.2, t.SLUR: 1.8, t.THREAT: 1.2, t.INSULT_MILD: 1.0, t.PROFANITY: 0.9}
OFFENCE_BIAS = -1.9
_URGENT: Final = (0.0, 0.15, 0.4, 0.9)
_WORTH: Final = {t.ASKS: 0.35, t.ENGAGES: 0.28, t.CLAIMS: 0.22}
_UNWORTHY: Final = {t.INSULT_STRONG: 0.6, t.SLUR: 0.4, t.PROFANITY: 0.3, t.INSULT_MILD: 0.2}
WORTH_BIAS = -1.7
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
        tuple([*hot, *(sign for sign in aroused if sign.value > 1)]),
        shape,
    )


def offence(found: Found) -> Judged:
    """Offensive or toxic."""
    signs = [sign for sign in found.of(*_OFFENCE) if not (sign.group == t.PROFANITY and _elsewhere(found, sign))]
    score = _sum(signs, _OFFENCE) * _damped(found)
    # Said to someone's face.
    score += 0.5 if signs and found.second_person else 0.0
    against = sum(1 for sign in found.of(t.POLARITY) if sign.value <= -2 and not found.negated(sign))
    score += 0.35 * min(against, 3) * _damped(found)
    shape = _loudness(found)[1]
    return Judged(_logistic(OFFENCE_BIAS + score + 0.3 * bool(shape)), tuple(signs), shape if signs else ())


def worth(found: Found) -> Judged:
    """Worth an answer: asks, contributes, or claims what can be checked; a bare rant or a shared link is not."""
    shape = found.shape
    signs = found.of(*_WORTH)
    score = _sum(signs, _WORTH) - _sum(found.of(*_UNWORTHY), _UNWORTHY)
    score += 0.55 * math.log1p(shape.words / 12)
    added = []
    if shape.asks:
        score += 0.5
        added.append("question")
    if found.first_person:
        score += 0.3
        added.append("own_words")
    if shape.links and not found.first_person and not shape.asks:
        score -= 0.5
    return Judged(_logistic(WORTH_BIAS + score), tuple(signs), tuple(added))


def urgency(found: Found, mood: Mapping[str, float]) -> Judged:
    """How soon somebody must look."""
    signs = [sign for sign in found.of(t.URGENCY) if not found.negated(sign)]
    score = sum(_URGENT[int(sign.value)] for sign in _first(signs)) * _damped(found)
    concerned = 0.5 + 0.5 * min(1.0, mood["negative"] + 0.4 * found.shape.asks + 0.3 * found.first_person)
    return Judged(1 - math.exp(-score * concerned), tuple(signs))


def emotions(found: Found) -> dict[str, Judged]:
    """Each emotion found, with its probability."""
    judged = {}
    for emotion in EMOTIONS:
        signs = [sign for sign in found.of(emotion) if not found.negated(sign)]
        if signs:
            judged[emotion] = Judged(1 - math.exp(-0.9 * len(_first(signs)) * _damped(found)), tuple(signs))
    return judged


def _sum(signs: Iterable[Sign], weights: Mapping[str, float]) -> float:
    counted: dict[str, int] = {}
    score = 0.0
    for sign in signs:
        counted[sign.group] = nth = counted.get(sign.group, 0) + 1
        # The second counts half of what the first does less: 1, 1/2, 1/3 ...
        score += weights[sign.group] / nth if nth <= _AT_MOST else 0.0
    return score


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
