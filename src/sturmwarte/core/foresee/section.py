"""What the plan says of foresight: budgets of false alarms, what we announce, how long an answer takes."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from sturmwarte.core.foresee.budget import DEFAULT
from sturmwarte.core.listen.topics import TOPICS
from sturmwarte.core.plan.company import COMPANY
from sturmwarte.core.plan.entry import Entry, Id, Ref
from sturmwarte.core.plan.section import Doubt, Path, Plan, Section
from sturmwarte.core.reason import Reason

Topic = Annotated[str, Ref("topics")]
Told = Annotated[list[str], Ref("people", "teams")]


class TopicWatch(Entry):
    """What is different for one topic. What it does not name stays as for all."""

    topic: Topic = Field(description="Id of the topic.")
    alarms_per_month: float | None = Field(
        None, gt=0, le=100, description="False alarms a month that are acceptable for this topic."
    )
    notify: Told = Field([], description="Who is told of its waves; otherwise those told of all.")


class Announcement(Entry):
    """Something we do ourselves that people will talk about."""

    id: Id = Field(description="What waves and reports call it.")
    at: datetime = Field(description="When it becomes known.")
    until: datetime | None = Field(None, description="Until when it is talked of; otherwise for a day.")
    title: str = Field("", description="What it is, in words people will use for it.")
    topics: Annotated[list[str], Ref("topics")] = Field([], description="Topics it concerns; none means all.")
    url: str = Field("", description="The page it is announced on.")


class KindHandling(Entry):
    kind: Annotated[str, Ref("kinds")] = Field(description="Id of the kind of request.")
    minutes: float = Field(gt=0, le=480, description="Minutes one person needs to answer it.")


class Foresight(Entry):
    alarms_per_month: float = Field(
        DEFAULT, gt=0, le=100, description="False alarms a month that are acceptable for each topic."
    )
    notify: Told = Field([], description="Who is told when a wave begins.")
    topics: list[TopicWatch] = Field([], description="What is different for single topics.")
    leave_out: Annotated[list[str], Ref("topics")] = Field([], description="Topics that are not watched.")
    announcements: list[Announcement] = Field([], description="What we do ourselves and when.")
    handling_minutes: float = Field(
        6, gt=0, le=480, description="Minutes one person needs for an answer, until your own record tells."
    )
    handling: list[KindHandling] = Field([], description="Other times for single kinds of request.")
    in_time_percent: float = Field(
        90, gt=0, lt=100, description="Share of answers that must keep their deadline, in percent."
    )

    def budget(self, topic: str) -> float:
        """False alarms a month that are acceptable for a topic."""
        own = self._of(topic)
        return own.alarms_per_month if own and own.alarms_per_month else self.alarms_per_month

    def told(self, topic: str) -> list[str]:
        """Ids of people and teams that are told of a topic's waves."""
        own = self._of(topic)
        return own.notify if own and own.notify else self.notify

    def watches(self, topic: str) -> bool:
        return topic not in self.leave_out

    def handling_min(self, kind: str = "") -> float:
        """Minutes for an answer of this kind."""
        return next((one.minutes for one in self.handling if one.kind == kind), self.handling_minutes)

    def _of(self, topic: str) -> TopicWatch | None:
        return next((one for one in self.topics if one.topic == topic), None)


def announcements(plan: Plan) -> list[Announcement]:
    """Those of a plan in the order of their time, all times in UTC; without a zone they were meant in the
    company's."""
    zone = ZoneInfo(plan[COMPANY].timezone)
    found = [
        one.model_copy(
            update={"at": _utc(one.at, zone), "until": _utc(one.until, zone) if one.until else None}
        )
        for one in plan[FORESIGHT].announcements
    ]
    return sorted(found, key=lambda one: (one.at, one.id))


def _utc(moment: datetime, zone: tzinfo) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _check(plan: Plan) -> Iterable[Doubt]:
    foresight = plan[FORESIGHT]
    yield from _twice(("foresight", "topics"), "topic", [one.topic for one in foresight.topics])
    yield from _twice(("foresight", "handling"), "kind", [one.kind for one in foresight.handling])
    yield from _twice(("foresight", "announcements"), "id", [one.id for one in foresight.announcements])
    for place, one in enumerate(foresight.topics):
        if one.topic in foresight.leave_out:
            what = Reason("plan.watched_and_left_out", {"topic": one.topic})
            fix = Reason("plan.fix.watched_and_left_out")
            yield Doubt(("foresight", "topics", place, "topic"), what, fix, "warning")
    watched = [topic.id for topic in plan[TOPICS] if foresight.watches(topic.id)]
    if plan[TOPICS] and not watched:
        what, fix = Reason("plan.nothing_watched"), Reason("plan.fix.nothing_watched")
        yield Doubt(("foresight", "leave_out"), what, fix, "warning")
    for place, announced in enumerate(foresight.announcements):
        # Times without a zone are compared as they are written: the zone itself may be what is wrong.
        if announced.until and _utc(announced.until, UTC) <= _utc(announced.at, UTC):
            where = ("foresight", "announcements", place, "until")
            what = Reason("plan.announced_backwards", {"at": f"{announced.at:%Y-%m-%d %H:%M}"})
            yield Doubt(where, what, Reason("plan.fix.announced_backwards"))


def _twice(path: Path, key: str, names: list[str]) -> Iterator[Doubt]:
    """The first would count and the second be read by people: neither is told from the other by looking."""
    for place, name in enumerate(names):
        if name in names[:place]:
            what = Reason("plan.given_twice", {"name": name})
            yield Doubt((*path, place, key), what, Reason("plan.fix.given_twice"))


FORESIGHT: Section[Foresight] = Section(
    "foresight", Foresight, Foresight, _check, needs=("company", "topics")
)
