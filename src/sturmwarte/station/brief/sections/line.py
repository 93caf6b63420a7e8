"""What sections are made of: sentences that lead somewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise

from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.plan.pages.active import ActivePlan


@dataclass(frozen=True)
class Line:
    """One sentence and where it leads. `quote` is what a stranger wrote, made safe to look at; `why` the
    reason it stands here. `private`: its quote is for the page alone, a mail does without.

    `urgent`: it needs somebody now.
    """

    words: str
    address: str = ""
    quote: str = ""
    why: str = ""
    level: str = ""
    urgent: bool = False
    private: bool = False


@dataclass(frozen=True)
class Section:
    """`needs`: how many things in it ask this reader to do something; `told`: that, as part of a
    sentence. `moves`: what is under way without needing this reader."""

    id: str
    title: "str | Promise"
    icon: str
    lines: Sequence[Line] = ()
    needs: int = 0
    told: str = ""
    moves: str = ""


@dataclass(frozen=True)
class View:
    """For whom, of which stretch of time. `topics` are those whose counts this reader may see."""

    who: Permissions
    plan: ActivePlan
    since: datetime
    now: datetime
    topics: Sequence[str] = field(default_factory=tuple)


Teller = Callable[[View], Section]
