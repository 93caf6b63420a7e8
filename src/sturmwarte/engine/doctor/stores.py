"""The database and what stands in it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection
from django.db.models import Count

from sturmwarte.engine import lock, setup
from sturmwarte.engine.doctor.finding import Finding, doubtful, good, wrong
from sturmwarte.station.archive import Archive
from sturmwarte.station.ledger.models import Change, Job
from sturmwarte.station.ledger.record import first_break
from sturmwarte.station.listen import inbox
from sturmwarte.station.listen.models import Inbox, Rejected
from sturmwarte.station.plan.actions.active import active_version

LOG_LARGE = 512 * 2**20
LATE = timedelta(minutes=5)
BEHIND = 5_000


def schema_checks() -> Iterator[Finding]:
    if names := setup.pending():
        what = "the database is empty" if setup.is_new() else "%(n)s schema steps are missing"
        yield wrong("schema", what, "nothing works before", "run `sturmwarte migrate`", {"n": len(names)})
    else:
        yield good("schema", "up to date")


def integrity_checks() -> Iterator[Finding]:
    """The database's own check, then the archive's: both read everything."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            said = cursor.fetchone()[0]
        if said != "ok":
            yield wrong(
                "database",
                "damaged: %(said)s",
                "posts may be lost",
                "stop the station and restore the last backup",
                {"said": said},
            )
            return
    yield good("database", "whole")
    bad = [finding for finding in Archive().integrity() if not finding.ok]
    for one in bad:
        yield wrong(
            "archive",
            "%(check)s: %(n)s rows are wrong (%(detail)s)",
            "searches and counts are wrong",
            "restore the last backup",
            {"check": one.check, "n": one.wrong, "detail": one.detail or "-"},
        )
    if not bad:
        yield good("archive", "whole")


def log_checks(data: Path) -> Iterator[Finding]:
    path = data / "sturmwarte.db-wal"
    size = path.stat().st_size if path.exists() else 0
    if size > LOG_LARGE:
        yield doubtful(
            "log",
            "the write-ahead log has %(mb)s MB",
            "reading becomes slow; a reader may be stuck",
            "restart the station",
            {"mb": size // 2**20},
        )
    else:
        yield good("log", "%(mb)s MB", {"mb": size // 2**20})


def audit_checks() -> Iterator[Finding]:
    yield from trail_checks(first_break())


def trail_checks(broken: int | None) -> Iterator[Finding]:
    """`broken`: the entry at which a walk along the trail found it broken."""
    if broken:
        yield wrong(
            "audit",
            "the trail is broken at entry %(entry)s",
            "somebody changed or removed an entry",
            "compare with a backup and report it to data protection",
            {"entry": broken},
        )
    else:
        yield good("audit", "the trail is whole")


def plan_checks() -> Iterator[Finding]:
    if version := active_version():
        yield good("plan", "%(version)s is active", {"version": version})
    else:
        yield doubtful(
            "plan",
            "no plan is active",
            "posts are kept, but nothing is sorted",
            "sturmwarte plan init, then plan activate",
        )


def job_checks(now: datetime, running: bool) -> Iterator[Finding]:
    dead = Job.objects.filter(state=Job.State.DEAD).values("kind").annotate(n=Count("id"))
    for row in dead:
        newest = Job.objects.filter(state=Job.State.DEAD, kind=row["kind"]).order_by("-due").first()
        error = newest.last_error if newest else ""
        yield wrong(
            "jobs",
            "%(kind)s: %(n)s gave up: %(error)s",
            "what they were to do has not happened",
            "mend the reason; the page Health, or `sturmwarte doctor --revive`, tries them again",
            {"n": row["n"], "kind": row["kind"], "error": error},
        )
    late = Job.objects.filter(state=Job.State.QUEUED, run="live", due__lt=now - LATE).count()
    if late and running:
        mend = "look at the engine's log"
        yield wrong("jobs", "%(n)s are late", "deadlines are announced late", mend, {"n": late})
    elif not dead:
        yield good("jobs", "none gave up")


def inbox_checks(now: datetime, running: bool) -> Iterator[Finding]:
    waiting = inbox.backlog()
    oldest = Inbox.objects.order_by("id").first()
    if waiting > BEHIND or (oldest and running and oldest.received_at < now - LATE):
        mend = "look at the engine's log" if running else "start the station: sturmwarte serve"
        yield wrong("inbox", "%(n)s lines wait", "posts are sorted late", mend, {"n": waiting})
    else:
        yield good("inbox", "%(n)s lines wait", {"n": waiting})
    if count := Rejected.objects.count():
        newest = Rejected.objects.order_by("-id").first()
        last = f"{newest.stage}: {newest.error}" if newest else "-"
        yield doubtful(
            "rejected",
            "%(n)s posts were set aside; the last: %(last)s",
            "nobody has read them",
            "see what they have in common, on the page Health",
            {"n": count, "last": last},
        )


def process_checks(data: Path) -> Iterator[Finding]:
    running = lock.is_held(data / lock.ENGINE)
    yield good("engine", "works" if running else "does not run")


def newest_time() -> datetime | None:
    return Change.objects.filter(run="live").order_by("-id").values_list("at", flat=True).first()
