"""Quiet weeks and storms for tests of foresight: history as counters, posts straight into the archive."""

from collections import Counter
from datetime import datetime, timedelta

from django.db import connection, transaction

from sturmwarte.core.foresee.outlook import Chances, Expected, Forecast
from sturmwarte.core.post import Author, Post
from sturmwarte.core.query.document import index_tokens
from sturmwarte.core.understand.reading import Heat, Kind, Likely, Reading, Sentiment
from sturmwarte.engine.foresight.foresight import Foresight
from sturmwarte.station.archive import Archive, Entry
from sturmwarte.station.archive.moments import micros

TOPIC = "marke"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GRACE = timedelta(seconds=11)
ANGER = "Zeisig ist unmöglich, mein Wasserkocher schmort und niemand antwortet"


def quiet(
    until: datetime,
    days: float = 15,
    an_hour: int = 2,
    topic: str = TOPIC,
    channel: str = "mastodon",
    *,
    private: bool = False,
):
    """History as an import leaves it: the same number of posts in every hour, at changing minutes."""
    cells: Counter[tuple[str, str, int]] = Counter()
    for hour in range(int(days * 24)):
        at = until - days * DAY + hour * HOUR
        for n in range(an_hour):
            minute = at + (hour * 17 + n * 31) % 60 * MINUTE
            cells.update((counted, "hour", micros(at)) for counted in ("", topic))
            cells.update((counted, "minute", micros(minute)) for counted in ("", topic))
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO archive_counter"
            " (topic, grain, bucket, run, channel, sentiment, kind, private, heard, gone)"
            " VALUES (%s, %s, %s, 'import', %s, 'neutral', 'none', %s, %s, 0)",
            [(*cell, channel, private, posts) for cell, posts in cells.items()],
        )


def post(id: str, at: datetime, *, run: str = "live", text: str = "", **fields) -> Post:
    known = {"channel": "mastodon", "author": Author(id=f"a-{id}", followers=100), **fields}
    text = text or f"{ANGER} Nummer {id}"
    return Post(id=id, text=text, created_at=at, received_at=at, run=run, **known)


def store(*posts: Post, topics=(TOPIC,), sentiment="negative", kind="complaint", p=0.9, now=None):
    reading = Reading(
        lang="de", sentiment=Sentiment(sentiment, 0.9), kinds=(Kind(kind, p),), heat=Heat("annoyed", 0.8),
        answer=Likely(0.4),
    )  # fmt: skip
    entries = [Entry(one, index_tokens(one), "de", tuple(topics), reading) for one in posts]
    with transaction.atomic():  # as the pipeline: posts and their counters, or neither
        return Archive().write(entries, now or posts[-1].received_at)


def spread(start: datetime, minutes: float, n: int, prefix: str, **fields) -> list[Post]:
    """`n` posts by as many authors, evenly over the minutes."""
    return [post(f"{prefix}{k}", start + minutes * MINUTE * k / n, **fields) for k in range(n)]


class Model:
    """A forecaster that says the same of every wave; staffing, which takes its time, only where asked for."""

    def __init__(self, staffed=False):
        self.staffed = staffed

    def look(self, course, past=()):  # noqa: ARG002 - as the real one
        assert len(course.counts) == len(course.expected)
        chances = Chances(over={1: 0.1, 3: 0.2, 6: 0.4, 24: 0.8}, elevated=0.7, doubles=0.3, new_peak=0.4)
        hours = (Expected(at=course.now, low=10.0, middle=60.0, high=200.0),) if self.staffed else ()
        return Forecast(made=course.now, age_min=1.0, chances=chances, simple=chances, per_hour=hours)


class Watched:
    """Foresight as the engine steps it, on a clock of the test's."""

    def __init__(self, brain, now: datetime, run: str = "live", forecaster=lambda: None, **options) -> None:
        self.now, self.brain = now, brain
        self.foresight = Foresight(run, Archive(), forecaster, real=lambda: self.now, **options)
        self.until(now)

    def until(self, now: datetime, step: timedelta = 5 * MINUTE) -> None:
        """Time passes in steps, and all that is due is done."""
        while True:
            self.foresight.use(self.brain, self.now)
            for _ in range(2_000):
                if not self.foresight.step(self.now, budget_s=5.0):
                    break
            else:
                raise AssertionError("it never ends")
            if self.now >= now:
                return
            self.now = min(self.now + step, now)
