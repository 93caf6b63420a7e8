"""A post as a story needs it: plain data, the author by pseudonym."""

from datetime import datetime
from typing import Literal, Protocol

import msgspec

from sturmwarte.core.foresee.wave import Identity


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One post of a wave, or of its topic before.

    `at` is when it was written. `author`: a pseudonym, empty where unknown. `links`: the addresses it gives
    beside those in its text. `answers`: the posts it replies to, quotes or reposts. `copy`: it repeats a
    campaign's text. `own`: written by us.
    """

    identity: Identity
    at: datetime
    channel: str
    author: str = ""
    text: str = ""
    lang: str = ""
    reach: int = 0
    sentiment: Literal["negative", "neutral", "positive"] | None = None
    heat: Literal["calm", "annoyed", "outraged"] | None = None
    kind: str = ""
    campaign: str = ""
    links: tuple[str, ...] = ()
    answers: tuple[Identity, ...] = ()
    repost: bool = False
    copy: bool = False
    own: bool = False

    @property
    def network(self) -> str:
        return self.identity[0]


class Announced(Protocol):
    """Something of ours that the plan announces; `core.foresee.section.Announcement` is one."""

    @property
    def id(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def until(self) -> datetime | None: ...
    @property
    def title(self) -> str: ...
    @property
    def topics(self) -> list[str]: ...
    @property
    def url(self) -> str: ...
