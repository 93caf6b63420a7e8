"""What travels through the pipeline: a line on its way to becoming a stored, sorted post."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.reason import Reason
from sturmwarte.core.triage.seen import NOTHING_KNOWN
from sturmwarte.core.triage.seen import Context as Around
from sturmwarte.core.triage.verdict import Verdict
from sturmwarte.core.understand.campaign import Campaign, Joined
from sturmwarte.core.understand.reading import Reading
from sturmwarte.engine.clock import Clock
from sturmwarte.station.archive import Entry


@dataclass(frozen=True)
class Failed:
    """Why a line went no further: the stage and its words."""

    stage: str
    why: str


@dataclass(slots=True)
class Item:
    """One line. Stages fill it from top to bottom; `failed` takes it out of all that follow.

    `inbox` and `delivery` are the inbox's row and delivery it came by, None when it did not.
    """

    line: bytes
    channel: str
    received_at: datetime
    number: int = 0
    inbox: int | None = None
    delivery: int | None = None
    post: Post | None = None
    document: Document | None = None
    tokens: Sequence[str] = ()
    lang: str = ""
    lang_why: Reason | None = None
    topics: tuple[str, ...] = ()
    reading: Reading | None = None
    joined: Joined | None = None
    campaign: Campaign | None = None
    likeness: int | None = None
    around: Around = NOTHING_KNOWN
    verdict: Verdict | None = None
    heard_before: bool = False
    reworded: bool = False
    outcome: str = ""
    failed: Failed | None = None


@dataclass(frozen=True)
class Batch:
    """Items of one run, in the order they came. `clock` is the run's own.

    `recalled` are posts that were in the archive already and need work now; `opened` the new cases.
    """

    items: list[Item]
    run: str
    clock: Clock
    recalled: tuple[Entry, ...] = ()
    opened: tuple[int, ...] = field(default=())

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def good(self) -> list[Item]:
        """The items no stage has failed on."""
        return [item for item in self.items if item.failed is None]

    def only(self, items: list[Item]) -> "Batch":
        return replace(self, items=items)
