"""A wave as a row of a list: everything worked out, nothing left for the template to ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.pages.hostile import excerpt
from sturmwarte.station.foresee.pages import saying
from sturmwarte.station.foresee.pages.counts import Counts, counts
from sturmwarte.station.foresee.pages.course import HOUR, Course, Gap, Point, binned, gaps
from sturmwarte.station.foresee.pages.plot import Drawn, drawn
from sturmwarte.station.foresee.pages.told import Seen
from sturmwarte.station.plan.pages.active import ActivePlan

SPARK, SPARK_STEP = timedelta(hours=24), timedelta(minutes=30)
SOONEST = timedelta(minutes=10)
"""A pace of fewer minutes says little."""
_TERMS, _LETTERS = 4, 60


@dataclass(frozen=True)
class Line:
    """`about` are its words, `spark` its last day; empty words where there is nothing to say."""

    seen: Seen
    topic: str
    others: list[str]
    about: list[str]
    phase: str
    rate: str
    multiple: str
    times: str
    outlook: str
    trend: str
    tone: str
    few: str
    spark: Drawn | None


def lines(found: Sequence[Seen], plan: ActivePlan, now: datetime) -> list[Line]:
    """Two queries for the charts of all of them."""
    since = _floor(now) - SPARK
    live = [seen for seen in found if not seen.over]
    topics = sorted({seen.row.topic for seen in live})
    public = counts(topics, since, now) if topics else {}
    private = sorted({seen.row.topic for seen in live if seen.row.private})
    hidden = counts(private, since, now, private=True) if private else {}
    states = Archive().coverage(None, None, since, now) if live else []
    silent = {topic: gaps(states, since, now, (topic,)) for topic in topics}
    return [
        line(
            seen,
            plan,
            now,
            spark(
                seen,
                hidden if seen.row.private else public,
                silent.get(seen.row.topic, ()),
                since,
                now,
            ),
        )
        for seen in found
    ]


def line(seen: Seen, plan: ActivePlan, now: datetime, drawing: Drawn | None = None) -> Line:
    wave = seen.wave
    names = [plan.name(topic, "topics") for topic in wave.topics]
    topic = plan.name(seen.row.topic, "topics")
    return Line(
        seen=seen,
        topic=topic,
        others=[name for name in names if name != topic],
        about=about(seen),
        phase=saying.phase(seen),
        rate=saying.rate(seen),
        multiple=saying.multiple(seen),
        times=saying.times(seen),
        outlook=saying.outlook(seen, now),
        trend=saying.trend(wave.colour),
        tone=wave.colour.trend if wave.colour and wave.colour.judged else "",
        few=saying.few_voices(wave.voices),
        spark=drawing,
    )


def about(seen: Seen) -> list[str]:
    """The first words of its story, made safe to look at."""
    story = seen.wave.story
    return [excerpt(term.text, _LETTERS) for term in story.terms[:_TERMS]] if story else []


def spark(
    seen: Seen, found: Mapping[str, Counts], silent: Sequence[Gap], since: datetime, now: datetime
) -> Drawn | None:
    """The last day in half hours, the running one by its pace so far; the usual is level, as it is now."""
    if seen.over or seen.row.topic not in found:
        return None
    level = seen.wave.usual if seen.wave.known else None
    normal = {since + n * HOUR: level for n in range(25)} if level is not None else {}
    until = _floor(now)
    points = binned(found[seen.row.topic], normal, silent, since, until, SPARK_STEP)
    if lately := sum(n for at, n in found[seen.row.topic].items() if at >= until):
        points += (Point(until, lately / (max(now - until, SOONEST) / HOUR), level),)
    return drawn(Course(SPARK_STEP, points, now), silent)


def _floor(at: datetime) -> datetime:
    return at.replace(minute=0 if at.minute < 30 else 30, second=0, microsecond=0)
