"""What sections are made of: sentences that lead somewhere."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise

from sturmwarte.station.archive.records import Found
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.respond.models import Case


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
    """For whom, of which stretch of time. `topics` are those whose counts this reader may see.

    `cases` are those that sections chose to show, by the section's id, and `posts` what opened each: fetched
    together, because one by one they cost most of the page.
    """

    who: Permissions
    plan: ActivePlan
    since: datetime
    now: datetime
    topics: Sequence[str] = ()
    cases: Mapping[str, Sequence[Case]] = field(default_factory=dict)
    posts: Mapping[int, Found] = field(default_factory=dict)


Teller = Callable[[View], Section]
Picker = Callable[[View], list[Case]]
