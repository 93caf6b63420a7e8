"""A sign, and which signs stand now."""

from collections.abc import Iterable, Mapping
from math import isnan

import msgspec

from sturmwarte.core.foresee.early.indicators import Side
from sturmwarte.core.reason import Reason


class Sign(msgspec.Struct, frozen=True, kw_only=True):
    """An indicator beyond a threshold that came before waves more often than chance explains.

    `topic` is empty for a sign of all topics together. Of `waves`, it stood in the 48 hours before `hits`;
    the threshold by which each of them was judged was chosen without it. It stood up `fired` times, of which
    `false_alarms` were followed by no wave within 48 hours. `low` and `high`: what the true share of waves
    announced may be, so few being known (95 %). `by_chance`: the share that as many firings at any time would
    have announced. `lead_h`: median hours from standing up to the wave's start. `months` of hours looked at.
    """

    topic: str
    indicator: str
    side: Side
    threshold: float
    waves: int
    hits: int
    low: float
    high: float
    by_chance: float
    fired: int
    false_alarms: int
    lead_h: float
    months: float
    why: tuple[Reason, ...] = ()

    def stands(self, value: float | None) -> bool:
        """Whether it fires at a value; not at nan or None, which is not known."""
        if value is None or isnan(value):
            return False
        return value >= self.threshold if self.side == "above" else value <= self.threshold


class Standing(msgspec.Struct, frozen=True):
    """A sign that stands now on a topic, and at which value."""

    topic: str
    sign: Sign
    value: float


def standing(signs: Iterable[Sign], now: Mapping[str, Mapping[str, float]]) -> list[Standing]:
    """The signs that stand, by `now`: topic -> indicator -> value. The surest first.

    What is known of all topics together counts for a topic that has no sign of its own by that indicator.
    """
    known = list(signs)
    own = {(sign.topic, sign.indicator) for sign in known}
    found = [
        Standing(topic, sign, values[sign.indicator])
        for topic, values in now.items()
        for sign in known
        if sign.topic == topic or (not sign.topic and (topic, sign.indicator) not in own)
        if sign.stands(values.get(sign.indicator))
    ]
    return sorted(found, key=lambda each: (-each.sign.low, each.topic, each.sign.indicator))
