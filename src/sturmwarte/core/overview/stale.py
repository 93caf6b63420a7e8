"""What in a plan is out of date: by its own dates, by what was heard, and by what people decide."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from sturmwarte.core.listen.topics import TOPICS
from sturmwarte.core.overview.remark import MINOR, STOPS, WEAKENS, Remark, heaviest_first
from sturmwarte.core.plan.channels import CHANNELS
from sturmwarte.core.plan.company import GOALS
from sturmwarte.core.plan.people import PEOPLE, RESPONSIBILITIES
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.reason import Reason
from sturmwarte.core.triage.hours import HOURS
from sturmwarte.core.triage.section import TRIAGE
from sturmwarte.core.understand.kinds_section import KINDS

WINDOW = timedelta(days=90)
"""For so long nothing may happen to a topic or a rule before it is asked what it is for."""
LISTENED = 30
"""Days that must have been heard before silence says anything about a topic."""
POSTS = 1000
"""Posts that must have been judged before silence says anything about a rule."""
FLOOR = 10
"""Decisions on a rule's recommendations before they say anything: three of four are no opinion."""
SHARE = 0.4
"""From this share of contrary decisions on, the rule and the people do not mean the same."""
SOON = timedelta(days=30)
LONG = timedelta(days=21)
"""Away for longer than a holiday."""


class Decided(msgspec.Struct, frozen=True):
    """What people decided on a recommendation. `instead` is empty where they followed it, else the result."""

    rule: str
    recommended: str
    case: int
    instead: str = ""


class Lived(msgspec.Struct, frozen=True, kw_only=True):
    """What the station knows of the life of a plan. None means not known, which is not zero.

    `heard`: mentions by topic within `WINDOW`; `days`: how many days of it were heard. `fired`: how often a
    rule fired within the last `posts` posts. `left`: people whose login was switched off; `away`: until when.
    `connected`: channels with a source. `failing`: tests that the plan no longer passes today.
    """

    heard: Mapping[str, int] = msgspec.field(default_factory=dict)
    days: float = 0
    fired: Mapping[str, int] | None = None
    posts: int = 0
    left: frozenset[str] = frozenset()
    away: Mapping[str, datetime] = msgspec.field(default_factory=dict)
    connected: frozenset[str] | None = None
    failing: tuple[str, ...] = ()
    decided: Sequence[Decided] = ()


def stale(plan: Plan, lived: Lived, now: datetime, today: date) -> list[Remark]:
    """The heaviest first. `today` is the date where the company is."""
    found = [*_dates(plan, today), *_silent(plan, lived, today), *_people(plan, lived, now)]
    found += [*_tests(lived), *_unconnected(plan, lived), *_overruled(plan, lived)]
    return heaviest_first(found)


def _dates(plan: Plan, today: date) -> Iterator[Remark]:
    for channel in plan[CHANNELS]:
        if channel.review and channel.review < today:
            args = {"channel": channel.name or channel.id, "date": str(channel.review)}
            yield Remark(Reason("plan.stale.review", args), "channels", MINOR, channel.id)
    for topic in plan[TOPICS]:
        args = {"topic": topic.name or topic.id, "date": str(topic.expires)}
        if topic.expires and topic.expires < today:
            yield Remark(Reason("plan.stale.topic_over", args), "topics", STOPS, topic.id)
        elif topic.expires and topic.expires <= today + SOON:
            yield Remark(Reason("plan.stale.topic_ends", args), "topics", WEAKENS, topic.id)
    for goal in plan[GOALS]:
        if (due := _date(goal.due)) and due < today:
            args = {"goal": goal.text, "date": goal.due}
            yield Remark(Reason("plan.stale.goal_over", args), "goals", WEAKENS, goal.id)
        if (review := _date(goal.review)) and review < today:
            args = {"goal": goal.text, "date": goal.review}
            yield Remark(Reason("plan.stale.goal_review", args), "goals", MINOR, goal.id)
    closed = plan[HOURS].closed
    if closed and max(closed) < today:
        yield Remark(Reason("plan.stale.closed_days", {"date": str(max(closed))}), "hours", MINOR)


def _date(text: str) -> date | None:
    """`every quarter` is no date, and nothing to compare with."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _silent(plan: Plan, lived: Lived, today: date) -> Iterator[Remark]:
    if lived.days >= LISTENED:
        for topic in plan[TOPICS]:
            if not lived.heard.get(topic.id) and not (topic.expires and topic.expires < today):
                args = {"topic": topic.name or topic.id, "days": round(lived.days)}
                yield Remark(Reason("plan.stale.topic_silent", args), "topics", MINOR, topic.id)
    if lived.fired is not None and lived.posts >= POSTS:
        for rule in plan[TRIAGE].rules:
            if not lived.fired.get(rule.id):
                args = {"rule": rule.id, "posts": lived.posts}
                yield Remark(Reason("plan.stale.rule_silent", args), "triage", MINOR, rule.id)


def _people(plan: Plan, lived: Lived, now: datetime) -> Iterator[Remark]:
    for person in plan[PEOPLE]:
        owned = _owned(plan, person.id)
        if not owned:
            continue
        if person.id in lived.left:
            args = {"person": person.name, "count": owned}
            yield Remark(Reason("plan.stale.owner_left", args), "people", STOPS, person.id)
        elif (until := lived.away.get(person.id)) and until > now + LONG:
            args = {"person": person.name, "count": owned, "date": f"{until:%Y-%m-%d}"}
            key = "owner_away" if person.deputy else "owner_away_alone"
            yield Remark(
                Reason(f"plan.stale.{key}", args), "people", WEAKENS if person.deputy else STOPS, person.id
            )


def _owned(plan: Plan, person: str) -> int:
    """How many entries name this very person as who answers."""
    entries = (*plan[KINDS], *plan[CHANNELS], *plan[RESPONSIBILITIES], *plan[TOPICS], *plan[GOALS])
    return sum(getattr(entry, "owner", None) == person for entry in entries)


def _tests(lived: Lived) -> Iterator[Remark]:
    for name in lived.failing:
        yield Remark(Reason("plan.stale.test_fails", {"test": name}), "tests", WEAKENS, name)


def _unconnected(plan: Plan, lived: Lived) -> Iterator[Remark]:
    if lived.connected is None:
        return
    for channel in plan[CHANNELS]:
        if channel.id not in lived.connected:
            what = Reason("plan.stale.unconnected", {"channel": channel.name or channel.id})
            yield Remark(what, "channels", WEAKENS, channel.id)


def _overruled(plan: Plan, lived: Lived) -> Iterator[Remark]:
    """Rules whose recommendations people often do not follow: plan and people mean different things."""
    by_rule: dict[tuple[str, str], list[Decided]] = {}
    for one in lived.decided:
        by_rule.setdefault((one.rule, one.recommended), []).append(one)
    own = {rule.id for rule in plan[TRIAGE].rules}
    for (rule, recommended), some in by_rule.items():
        against = [one for one in some if one.instead]
        if len(some) < FLOOR or len(against) < SHARE * len(some):
            continue
        most, _count = Counter(one.instead for one in against).most_common(1)[0]
        args = {"rule": rule, "recommended": recommended, "n": len(against), "of": len(some), "instead": most}
        cases = tuple(one.case for one in against[:20])
        yield Remark(
            Reason("plan.stale.overruled", args), "triage", WEAKENS, rule if rule in own else "", cases
        )
