"""Quiet weeks and storms for tests of foresight: history as counters, posts through the pipeline."""

from datetime import datetime, timedelta

from sturmwarte.engine.foresight.foresight import Foresight
from sturmwarte.engine.foresight.minutes import minute_of
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.models import Counter
from sturmwarte.station.archive.moments import micros
from tests.engine.way import line, run

TOPIC = "marke"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOISE = "Der neue Zeisig Toaster ist da, schlicht und in vier Farben"
ANGER = "Zeisig ist unmöglich, mein Wasserkocher schmort und niemand antwortet mir. Nie wieder!"


def quiet(until: datetime, days: int = 21, an_hour: int = 2, topic: str = TOPIC, channel: str = "mastodon"):
    """History as an import leaves it: the same number of posts in every hour."""
    rows, at = [], until - days * DAY
    while at < until:
        for counted in ("", topic):
            cell = {"run": "import", "topic": counted, "channel": channel, "sentiment": "neutral"}
            rows.append(Counter(grain="hour", bucket=micros(at), heard=an_hour, kind="none", **cell))
            for n in range(an_hour):
                minute = at + n * HOUR / an_hour
                rows.append(Counter(grain="minute", bucket=micros(minute), heard=1, kind="none", **cell))
        at += HOUR
    Counter.objects.bulk_create(rows, batch_size=1_000)


def posts(context, start: datetime, minutes: float, n: int, prefix: str, text: str = ANGER, **fields):
    """`n` posts by as many authors, evenly spread; each batch at the time of its last post."""
    spread = [start + minutes * MINUTE * k / n for k in range(n)]
    lines = [
        line(f"{prefix}{k}", f"{text} Nummer {k}", created_at=at.isoformat(), author={"id": f"{prefix}{k}"}, **fields)
        for k, at in enumerate(spread)
    ]
    for at in range(0, n, 200):
        last = spread[min(at + 200, n) - 1]
        run(context, *lines[at : at + 200], now=last + timedelta(seconds=2))


def watching(context, now: datetime, **options) -> Foresight:
    """What the engine does at its start."""
    found = Foresight("live", Archive(), lambda: None, real=lambda: now, **options)
    found.use(context.brain, now)
    pass_time(found, now)
    return found


def pass_time(foresight: Foresight, now: datetime):
    """All that is due at `now`."""
    for _ in range(5_000):
        if not foresight.step(now, budget_s=5.0):
            return
    raise AssertionError(f"still not done: {minute_of(now)}")
