"""What staffing needs to know of the desk: how long an answer takes, what waits, and who is there."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import F

from sturmwarte.core.foresee.staffing import OnDuty, handling
from sturmwarte.core.plan.people import PEOPLE, RESPONSIBILITIES, TEAMS
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.triage.deadlines import DEADLINES
from sturmwarte.core.triage.hours import HOURS, calendar_of
from sturmwarte.station.respond.models import Case

DEFAULT_DEADLINE_MIN = 240.0
_LATELY = timedelta(days=60)
_MOST = 2_000


def handling_time(run: str, default_min: float, now: datetime) -> tuple[float, int]:
    """Minutes an answer takes, and how many answers say so: from taking a case to closing it."""
    closed = Case.objects.filter(run=run, state=Case.State.CLOSED, taken_at__isnull=False)
    spans = (
        closed.filter(closed_at__gte=now - _LATELY)
        .order_by("-closed_at")
        .values_list(F("closed_at") - F("taken_at"), flat=True)
    )
    return handling((span.total_seconds() / 60 for span in spans[:_MOST]), default_min)


def backlog(run: str, topics: Collection[str]) -> tuple[int, int]:
    """(open cases on these topics, their most frequent priority; 3 where there is none)."""
    waiting = Case.objects.filter(run=run).exclude(state=Case.State.CLOSED).order_by("-pk")
    mine = [
        priority for of, priority in waiting.values_list("topics", "priority")[:_MOST] if {*of} & {*topics}
    ]
    return len(mine), Counter(mine).most_common(1)[0][0] if mine else 3


def deadline_min(plan: Plan, priority: int) -> float:
    """Minutes until an answer of this priority is due."""
    found = plan[DEADLINES].get(priority)
    return found.reply.total_seconds() / 60 if found and found.reply else DEFAULT_DEADLINE_MIN


def on_duty(plan: Plan) -> OnDuty:
    """Who answers requests by the plan and is not absent, while the company is at work. Without hours or
    people in the plan nobody knows."""
    owners = {entry.owner for entry in plan[RESPONSIBILITIES]}
    teams = {team.id: team.members for team in plan[TEAMS]}
    answering = {person for owner in owners for person in teams.get(owner, [owner])}
    people = [person for person in plan[PEOPLE] if person.id in answering]
    if not people or HOURS.name not in plan.values:
        return lambda _at: None
    calendar = calendar_of(plan)

    def there(at: datetime) -> int:
        day = calendar.day(at)
        absent = sum(any(a.start <= day <= a.end for a in person.absences) for person in people)
        return len(people) - absent if calendar.is_open(at) else 0

    return there
