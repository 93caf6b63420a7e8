"""Sources in every state, with weeks of history, for tests and screenshots.

python -m tests.web.sources_scene normal|overloaded     on top of a scene, in STURMWARTE_DATA
"""

import math
import random
import sys
from datetime import datetime, timedelta

from sturmwarte.engine.setup import prepare

prepare()

from django.utils import timezone  # noqa: E402 - only now are there settings

from sturmwarte.station.ledger.record import record  # noqa: E402
from sturmwarte.station.listen.models import Gap, Probe, Pulse, Source, Subscription, Tally  # noqa: E402
from sturmwarte.station.listen.secrets import seal  # noqa: E402

HOUR, WEEKS = timedelta(hours=1), 4


def fill(now: datetime, size: str = "normal") -> None:
    """`overloaded` adds two hundred more, with names that try to break the page."""
    _hearing(now)
    _disturbed(now)
    _limited(now)
    _quiet(now)
    _others(now)
    if size == "overloaded":
        for n in range(200):
            name = f"Feed {n} " + ("Überlänge-" * 9 if n % 3 else "شركة 🏳️‍🌈 \u202enettor tug\u202c")
            one = _source(f"crowd-{n}", "feeds", name[:120], now, state=("hearing", "disturbed")[n % 5 == 0])
            _line(one, "feed https://blog.example/" + "x" * 200, now, minutes=n)


def _source(id: str, kind: str, name: str, now: datetime, **more) -> Source:
    given = {
        "channel": f"{kind}:{id}", "state": "hearing", "state_since": now - 9 * 24 * HOUR,
        "why": {"key": "hearing.fine", "args": {"since": (now - HOUR / 6).isoformat()}},
        "made_at": now - WEEKS * 7 * 24 * HOUR, "made_by": "user:1", "secrets": b"", "person": "svea",
    }  # fmt: skip
    one = Source.objects.create(id=id, kind=kind, name=name, **given | more)
    record("user:1", "source.make", f"source:{id}", one.made_at, after={"kind": kind, "name": name})
    return one


def _line(source: Source, name: str, now: datetime, minutes: float = 1, **more) -> Subscription:
    given = {
        "started_at": source.made_at, "asked_at": now - timedelta(minutes=minutes),
        "heard_at": now - timedelta(minutes=minutes * 4), "items": 1234,
    }  # fmt: skip
    return Subscription.objects.create(source=source, name=name, **given | more)


def _history(source: Source, now: datetime, a_day: float, until: datetime | None = None) -> None:
    """Hours by a day's rhythm; after `until` nothing is listened to."""
    dice, top = random.Random(source.pk), now.replace(minute=0, second=0, microsecond=0)  # noqa: S311
    rows = []
    for n in range(WEEKS * 7 * 24):
        at = top - HOUR * n
        heard = until is None or at < until
        local = timezone.localtime(at)
        rhythm = max(0.05, math.sin((local.hour - 5) / 19 * math.pi)) * (0.6 if local.weekday() > 4 else 1.1)
        mean = a_day / 24 * rhythm * 1.6
        items = sum(dice.random() < mean / 40 for _ in range(40)) if heard else 0
        rows.append(Tally(source=source.pk, topic="", hour=at, items=items, listened_s=3600 if heard else 0))
    Tally.objects.bulk_create(rows)


def _hearing(now: datetime) -> None:
    one = _source(
        "mastodon", "mastodon", "Mastodon: @zeisig", now, channel="mastodon", checked_at=now - 3 * HOUR,
        values={"server": "https://social.example", "hashtags": ["zeisig", "kocher"]},
        secrets=seal({"token": "not shown"}), expires=now + 9 * 24 * HOUR,
        account={
            "name": "@zeisig@social.example", "id": "109", "url": "https://social.example/@zeisig",
            "missing": [{"key": "trouble.refused", "args": {"host": "social.example", "status": 403}}],
        },
    )  # fmt: skip
    _history(one, now, 180)
    _line(one, "mentions", now)
    _line(one, "hashtag kocher", now, minutes=3, topic="marke", streams=True)
    since = now - 52 * HOUR
    why = {"key": "gap.not_replayed", "args": {}}
    Gap.objects.create(
        source=one.pk, subscription="hashtag kocher", topic="marke", since=since, until=since + 5 * HOUR,
        why=why, noted_at=since + 5 * HOUR,
    )  # fmt: skip
    sent = now - 2 * HOUR
    Probe.objects.create(
        mark="sturmwarte-probe-abcdefghijkl", source=one.pk, asked_at=sent, asked_by="user:1", sent_at=sent,
        heard_at=sent + timedelta(seconds=1.4), kept_at=sent + timedelta(seconds=2.1),
    )  # fmt: skip


def _disturbed(now: datetime) -> None:
    since = now - 3.4 * HOUR
    trouble = {"class": "Refused", "key": "trouble.refused", "args": {"host": "bsky.example", "status": 401}}
    one = _source(
        "bluesky", "bluesky", "Bluesky", now, channel="bluesky", state="disturbed", state_since=since,
        why={"key": trouble["key"], "args": trouble["args"]},
    )  # fmt: skip
    _history(one, now, 90, until=since)
    _line(
        one, "notifications", now, minutes=205, trouble=trouble, trouble_since=since, failures=14,
        next_at=now + timedelta(minutes=11),
    )  # fmt: skip


def _limited(now: datetime) -> None:
    why = {"key": "slowed.backlog", "args": {"count": 61_000}}
    one = _source(
        "youtube", "youtube", "YouTube-Kommentare", now, channel="youtube", state="limited",
        state_since=now - HOUR, why=why, person="",
    )  # fmt: skip
    _history(one, now, 40)
    _line(one, "comments", now, slowed=why)


def _quiet(now: datetime) -> None:
    args = {"since": (now - 20 * HOUR).isoformat(), "expected": 24}
    one = _source(
        "fachblog", "feeds", "Küchenblog der Verbraucherzeitung", now, state="quiet", person="emre",
        state_since=now - 4 * HOUR, why={"key": "hearing.quiet", "args": args},
        values={"addresses": ["https://kueche.example/feed.xml"]},
    )  # fmt: skip
    _history(one, now, 12)
    _line(one, "https://kueche.example/feed.xml", now, minutes=12)


def _others(now: datetime) -> None:
    over = "Die Messe ist vorbei."
    _source(
        "messe", "telegram", "Messe-Gruppe", now, state="resting", state_since=now - 50 * HOUR, resting=True,
        resting_why=over, why={"key": "hearing.resting", "args": {"reason": over}},
    )  # fmt: skip
    begun = {"key": "hearing.starting", "args": {"since": now.isoformat()}}
    _source("neu", "feeds", "Neuer Feed", now, state="resting", state_since=now, why=begun, made_at=now)


def asleep(now: datetime) -> None:
    """The listening process gave its last sign of life 20 minutes ago."""
    Pulse.objects.create(process="ears", at=now - timedelta(minutes=20))


if __name__ == "__main__":
    fill(timezone.now(), sys.argv[1] if len(sys.argv) > 1 else "normal")
