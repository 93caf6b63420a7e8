"""What is to be told of a source."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sturmwarte.core.reason import Reason

Kind = Literal["disturbed", "recovered", "silent", "expiring"]


@dataclass(frozen=True)
class News:
    """`since` names the occasion: each is told once. `mark` tells several notices of one occasion apart."""

    kind: Kind
    since: datetime
    why: Reason
    mark: str = ""
