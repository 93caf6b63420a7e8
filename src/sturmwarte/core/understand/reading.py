"""What was understood of a post. A dimension nobody has judged is None, never a guess."""

from typing import Literal

import msgspec

from sturmwarte.core.reason import Reason

NONE = "none"
"""The kind of a post whose author wants nothing from us."""


class Likely(msgspec.Struct, frozen=True):
    """A probability in [0, 1]."""

    p: float


class Sentiment(msgspec.Struct, frozen=True):
    label: Literal["negative", "neutral", "positive"]
    p: float


class Heat(msgspec.Struct, frozen=True):
    label: Literal["calm", "annoyed", "outraged"]
    p: float


class Kind(msgspec.Struct, frozen=True):
    """A request the author may be making, with its probability."""

    kind: str
    p: float


class Emotion(msgspec.Struct, frozen=True):
    """What moves the author most; `none` when nothing does."""

    label: Literal["none", "anger", "fear", "sadness", "joy", "surprise", "disgust"]
    p: float


class Aspect(msgspec.Struct, frozen=True):
    """What of the company is spoken of: delivery, price, staff ..."""

    aspect: str
    p: float


class Reading(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The judgement of one post. `kinds` is best first; `unsure` names the dimensions to ask a person about.

    `kinds` are independent of each other: two may both be likely. `why` gives per dimension what each voter
    said (its opinion, its weight, the words that counted); `made_by` the versions (plan, rules, model) that
    made it, so that a later look knows what was believed then.
    """

    lang: str = ""
    relevant: Likely | None = None
    sentiment: Sentiment | None = None
    kinds: tuple[Kind, ...] = ()
    heat: Heat | None = None
    offensive: Likely | None = None
    answer: Likely | None = None
    urgency: Likely | None = None
    emotion: Emotion | None = None
    aspects: tuple[Aspect, ...] = ()
    campaign: str = ""
    """The id of the group of near-copies it belongs to."""
    unsure: tuple[str, ...] = ()
    why: dict[str, tuple[Reason, ...]] = {}
    made_by: dict[str, str] = {}

    @property
    def best_kind(self) -> str:
        return self.kinds[0].kind if self.kinds else NONE
