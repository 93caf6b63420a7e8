"""The briefing as a whole: every section, what needs the reader, and what was watched while nothing did."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum

from sturmwarte.station.archive.counting import EVERYTHING
from sturmwarte.station.archive.models import Counter
from sturmwarte.station.archive.moments import micros
from sturmwarte.station.brief.sections.approve import approve
from sturmwarte.station.brief.sections.grown import grown
from sturmwarte.station.brief.sections.line import Section, Teller, View
from sturmwarte.station.brief.sections.new import new
from sturmwarte.station.brief.sections.overdue import overdue
from sturmwarte.station.brief.sections.posts import posts
from sturmwarte.station.brief.sections.promised import promised
from sturmwarte.station.brief.sections.sources import sources, standing
from sturmwarte.station.foresee.pages.habit import RUNS, may_count, topics_for
from sturmwarte.station.listen.pages.unheard import Hearing
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.plan.pages.active import ActivePlan

LONGEST = timedelta(days=14)
FIRST = timedelta(hours=24)
"""What somebody who never looked is told of."""

BEFORE: tuple[Teller, ...] = (overdue, promised, approve, new, grown)
"""In the order of need; sources and posts follow."""


@dataclass(frozen=True)
class Watched:
    """What the calm rests on. `posts`: None where the reader may not see a total of all topics."""

    heard: int
    sources: int
    topics: int
    posts: int | None


@dataclass(frozen=True)
class Brief:
    """`sections` are those with something in them; `needs` and `moves` are parts of sentences."""

    since: datetime
    now: datetime
    sections: list[Section]
    needs: list[str]
    moves: list[str]
    watched: Watched

    @property
    def calm(self) -> bool:
        return not self.sections


def tell(who: Permissions, plan: ActivePlan, since: datetime, now: datetime) -> Brief:
    """Everything this reader may know of since `since` (at most a fortnight ago)."""
    since = max(since, now - LONGEST)
    view = View(who, plan, since, now, topics_for(who.may_read(), plan.ids("topics")))
    how = standing(view)
    made = [*(section(view) for section in BEFORE), sources(view, how), posts(view)]
    found = [section for section in made if section.lines]
    needs = [one.told for one in found if one.told]
    return Brief(since, now, found, needs, [one.moves for one in found if one.moves], _watched(view, how))


def _watched(view: View, how: Hearing | None) -> Watched:
    heard, all = (how.heard, how.all) if how else (0, 0)
    may = view.who.may_read()
    total = None
    if any(not scope.topic for scope in may.scopes):
        rows = Counter.objects.filter(may_count(may), topic=EVERYTHING, grain="hour", run__in=RUNS)
        rows = rows.filter(bucket__gte=micros(view.since), bucket__lte=micros(view.now))
        total = rows.aggregate(n=Sum("heard"))["n"] or 0
    return Watched(heard, all, len(view.topics), total)
