"""The dimensions a post is judged in, and which answers each allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sturmwarte.core.understand.kinds_section import BUILT_IN
from sturmwarte.core.understand.reading import NONE

YES = "yes"
"""The one label of a dimension that only has a probability."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """`labels` exclude each other unless `many`: then each holds or does not, on its own."""

    id: str
    labels: tuple[str, ...]
    many: bool = False

    @property
    def binary(self) -> bool:
        return self.labels == (YES,)


KINDS = "kinds"

DIMENSIONS: Mapping[str, Dimension] = MappingProxyType(
    {
        one.id: one
        for one in (
            Dimension("relevant", (YES,), many=True),
            Dimension("sentiment", ("negative", "neutral", "positive")),
            Dimension(KINDS, (*(kind for kind, _, _ in BUILT_IN), NONE), many=True),
            Dimension("heat", ("calm", "annoyed", "outraged")),
            Dimension("emotion", ("none", "anger", "fear", "sadness", "joy", "surprise", "disgust")),
            Dimension("offensive", (YES,), many=True),
            Dimension("answer", (YES,), many=True),
            Dimension("urgency", (YES,), many=True),
        )
    }
)
"""In the order a reader wants them."""


def with_kinds(kinds: Sequence[str]) -> dict[str, Dimension]:
    """The dimensions where a plan lists kinds of its own."""
    own = Dimension(KINDS, (*(kind for kind in kinds if kind != NONE), NONE), many=True)
    return {**DIMENSIONS, KINDS: own}
