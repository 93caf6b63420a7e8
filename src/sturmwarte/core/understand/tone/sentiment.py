"""Is a post for or against? Judged by its words alone.

Method (ours): each word or phrase weighs by its strength, raised or lowered by the word before it; a negator
up to three words before turns it round; what stands after the last "aber" counts more, what stands before
less; phrases of irony turn into blame. The two sums, damped for length, feed a three-way softmax whose few
constants were chosen by hand on several sets at once. The p is a score, not a calibrated probability.
"""

import math
from typing import Final, NamedTuple

from sturmwarte.core.understand.tone import table as t
from sturmwarte.core.understand.tone.found import Found, Sign

_PRAISE: Final = (0.0, 0.6, 1.0, 1.6)
_BLAME: Final = (0.0, 0.5, 1.0, 1.5)
"""What a word of strength 1, 2 or 3 weighs."""
_AGAINST: Final = {
    t.INSULT_STRONG: 1.3,
    t.INSULT_MILD: 0.8,
    t.PROFANITY: 0.6,
    t.THREAT: 1.0,
    t.SLUR: 1.0,
    t.IRONY: 1.3,
}
_BLAME_NEGATED, _PRAISE_NEGATED = 0.2, 1.0
_BEHIND_TURN, _BEFORE_TURN = 1.4, 0.9
_SMILE, _FROWN = 1.3, 1.3
_EXCLAIMED: Final = 0.15
_ASKED: Final = 0.7
"""What praise still counts beside a question: thanks in advance is no praise."""
_DENIED: Final = 0.35
"""What a bare "no" or "not" adds to blame."""
LONG_WORDS: Final = 25
"""Longer texts count less per word, by the square root."""
BIAS: Final = {"negative": -1.0, "positive": -1.4}
"""How much likelier a post without any word is to be neutral (log odds)."""
GAIN, LOSS = 1.5, 0.75
"""What a unit of blame or praise adds to its own side and takes from the other."""
REPORT_WORDS: Final = 40
HEADLINE: Final = 0.55
"""What a headline's words still count: it reports, nobody complains."""


class Side(NamedTuple):
    """One word's share: above 0 for, below against."""

    weight: float
    sign: Sign
    turned: bool


class Sentiment(NamedTuple):
    p: dict[str, float]
    sides: tuple[Side, ...]
    irony: tuple[Sign, ...]


def sentiment(found: Found) -> Sentiment:
    """Probabilities of negative, neutral and positive, and the words they rest on."""
    irony = tuple(found.of(t.IRONY))
    sides = [_side(found, sign) for sign in found.of(t.POLARITY)]
    sides += [Side(_weight(s.value), s, False) for s in found.of(t.EMOJI)]
    taken = {sign.start for _, sign, _ in sides if sign.value < 0}
    for group, weight in _AGAINST.items():
        for sign in found.of(group):
            if sign.start not in taken:
                taken.add(sign.start)
                sides.append(Side(-weight, sign, False))
    return Sentiment(_softmax(*_sums(found, sides)), tuple(sides), irony)


def _side(found: Found, sign: Sign) -> Side:
    weight = _weight(sign.value) * found.factor(sign)
    after = found.after_turn(sign.start)
    if after is not None:
        weight *= _BEHIND_TURN if after else _BEFORE_TURN
    if not found.negated(sign):
        return Side(weight, sign, False)
    return Side(-weight * (_PRAISE_NEGATED if weight > 0 else _BLAME_NEGATED), sign, True)


def _sums(found: Found, sides: list[Side]) -> tuple[float, float]:
    """(blame, praise) after damping."""
    shape = found.shape
    praise = sum(side.weight for side in sides if side.weight > 0) + _SMILE * min(shape.smiles, 2)
    blame = -sum(side.weight for side in sides if side.weight < 0) + _FROWN * min(shape.frowns, 2)
    blame += _DENIED * min(len(found.of(t.NEGATOR)), 3)
    praise *= _ASKED if shape.asks else 1.0
    damped = math.sqrt(LONG_WORDS / shape.words) if shape.words > LONG_WORDS else 1.0
    if _headline(found):
        damped *= HEADLINE
    heated = 1 + _EXCLAIMED * min(shape.exclaims, 3)
    return blame * damped * heated, praise * damped * heated


def _headline(found: Found) -> bool:
    """A link or a long text, nobody who says I or you, and no sign of feeling."""
    shape = found.shape
    personal = found.first_person or found.second_person
    reports = shape.links > 0 or shape.words > REPORT_WORDS
    return reports and not personal and not shape.exclaims and not shape.smiles


def _softmax(blame: float, praise: float) -> dict[str, float]:
    logits = {
        "negative": BIAS["negative"] + GAIN * blame - LOSS * praise,
        "neutral": 0.0,
        "positive": BIAS["positive"] + GAIN * praise - LOSS * blame,
    }
    highest = max(logits.values())
    powers = {label: math.exp(logit - highest) for label, logit in logits.items()}
    total = sum(powers.values())
    return {label: power / total for label, power in powers.items()}


def _weight(value: float) -> float:
    return _PRAISE[int(value)] if value > 0 else -_BLAME[int(-value)]
