"""The briefing as a whole: every section, what needs the reader, and what was watched while nothing did."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sturmwarte.station.archive.counting import EVERYTHING
from sturmwarte.station.brief.sections import new, overdue, posts, promised
from sturmwarte.station.brief.sections.approve import approve
from sturmwarte.station.brief.sections.grown import grown
from sturmwarte.station.brief.sections.line import Picker, Section, Teller, View
from sturmwarte.station.brief.sections.sources import sources, standing
from sturmwarte.station.foresee.pages.habit import topics_for
from sturmwarte.station.foresee.pages.heard import counted
from sturmwarte.station.listen.pages.unheard import Hearing
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.respond.pages.posts import first_posts

LONGEST = timedelta(days=14)
FIRST = timedelta(hours=24)
"""What somebody who never looked is told of."""

BEFORE: tuple[Teller, ...] = (overdue.overdue, promised.promised, approve, new.new, grown)
"""In the order of need; posts and sources follow."""


PICKS: dict[str, Picker] = {
    "overdue": overdue.pick,
    "promised": promised.pick,
    "new": new.pick,
    "posts": posts.pick,
}
"""Which cases each section shows one by one."""


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
    cases = {id: pick(view) for id, pick in PICKS.items()}
    chosen = {case.pk: case for some in cases.values() for case in some}
    view = replace(view, cases=cases, posts=first_posts(list(chosen.values())))
    how = standing(view)
    made = [*(section(view) for section in BEFORE), posts.posts(view), sources(view, how)]
    found = [section for section in made if section.lines]
    needs = [one.told for one in found if one.told]
    return Brief(since, now, found, needs, [one.moves for one in found if one.moves], _watched(view, how))


def _watched(view: View, how: Hearing | None) -> Watched:
    heard, all = (how.heard, how.all) if how else (0, 0)
    may = view.who.may_read()
    total = None
    if any(not scope.topic for scope in may.scopes):
        total = counted(may, [EVERYTHING], view.since, view.now).get(EVERYTHING, 0)
    return Watched(heard, all, len(view.topics), total)
