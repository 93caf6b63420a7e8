"""A reading with what people say of it put in the place of what was believed."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.dimensions import KINDS, YES, Dimension
from sturmwarte.core.understand.reading import Emotion, Heat, Kind, Likely, Reading, Sentiment

CORRECTED = "understand.corrected"
"""The reason a corrected dimension gives: how many `people` said so, and what `was` believed before."""
MARK = "corrected"
"""In `made_by` of a reading that people have corrected."""

Value = Sequence[str]
_FORM: Mapping[str, Any] = {"sentiment": Sentiment, "heat": Heat, "emotion": Emotion}


class Said(msgspec.Struct, frozen=True):
    """What `people` say together of one dimension: the labels that are right."""

    value: tuple[str, ...]
    people: int


def corrected(base: Reading, said: Mapping[str, Said], dimensions: Mapping[str, Dimension]) -> Reading:
    """`base` is the station's own reading; dimensions nobody spoke of stay as they are."""
    found: dict[str, Any] = {}
    why = dict(base.why)
    for name, one in said.items():
        dimension = dimensions[name]
        found[name] = _value(dimension, one.value)
        was = list(believed(base, dimension))
        why[name] = (Reason(CORRECTED, {"people": one.people, "was": was}),)
    if not found:
        return base
    unsure = tuple(name for name in base.unsure if name not in found)
    made_by = {**base.made_by, MARK: YES}
    return msgspec.structs.replace(base, unsure=unsure, why=why, made_by=made_by, **found)


def believed(reading: Reading, dimension: Dimension) -> tuple[str, ...]:
    """The labels a reading takes for right; none where nobody has judged."""
    told = getattr(reading, dimension.id)
    if dimension.id == KINDS:
        likely = tuple(kind.kind for place, kind in enumerate(told) if not place or kind.p >= 0.5)
        return tuple(label for label in dimension.labels if label in likely)
    if told is None:
        return ()
    if dimension.binary:
        return (YES,) if told.p >= 0.5 else ()
    return (told.label,)


def is_corrected(reading: Reading, dimension: str) -> bool:
    return any(reason.key == CORRECTED for reason in reading.why.get(dimension, ()))


def _value(dimension: Dimension, value: Value) -> Any:
    if dimension.id == KINDS:
        return tuple(Kind(kind, 1.0) for kind in value)
    if dimension.binary:
        return Likely(1.0 if YES in value else 0.0)
    return _FORM[dimension.id](value[0], 1.0)
