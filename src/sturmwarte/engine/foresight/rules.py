"""What the plan says about foresight, in the form the engine asks for it."""

from dataclasses import dataclass
from datetime import date

from sturmwarte.core.alarm.levels import LEVELS, Levels, Rise
from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.section import FORESIGHT, Announcement, Foresight, announcements
from sturmwarte.core.foresee.waves.trigger import What
from sturmwarte.core.listen.topics import TOPICS
from sturmwarte.core.plan.company import COMPANY
from sturmwarte.core.plan.section import Plan


@dataclass(frozen=True)
class Rules:
    """`topics` are those that are watched; `brands` the words each of their posts has."""

    plan: Plan
    topics: tuple[str, ...]
    calendar: Calendar
    levels: Levels
    foresight: Foresight
    announcements: tuple[Announcement, ...] = ()
    brands: tuple[str, ...] = ()

    @property
    def events(self) -> tuple[What, ...]:
        """The kinds of posts that reach a level by themselves."""
        found: list[What] = ["press"] if any(rise.press for rise in self._rises) else []
        return (*found, "danger") if any(rise.danger for rise in self._rises) else tuple(found)

    @property
    def reach(self) -> int | None:
        """From which reach on a single post is an event; None: none is."""
        return min((rise.reach for rise in self._rises if rise.reach is not None), default=None)

    @property
    def _rises(self) -> tuple[Rise, ...]:
        return self.levels.yellow, self.levels.orange, self.levels.red


def rules(plan: Plan, today: date) -> Rules:
    """An expired topic is listened for no more, and so not watched."""
    company, foresight = plan[COMPANY], plan[FORESIGHT]
    listened = [t.id for t in plan[TOPICS] if t.expires is None or t.expires >= today]
    return Rules(
        plan=plan,
        topics=tuple(id for id in listened if foresight.watches(id)),
        calendar=Calendar(company.timezone, company.country, company.land or None),
        levels=plan[LEVELS],
        foresight=foresight,
        announcements=tuple(announcements(plan)),
        brands=tuple(filter(None, (company.name, *company.brands))),
    )
