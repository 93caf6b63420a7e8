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
        what = "the database is empty" if setup.is_new() else f"{len(names)} schema steps are missing"
        yield wrong("schema", what, "nothing works before", "run `sturmwarte migrate`")
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
                f"damaged: {said}",
                "posts may be lost",
                "stop the station and restore the last backup",
            )
            return
    yield good("database", "whole")
    bad = [finding for finding in Archive().integrity() if not finding.ok]
    for one in bad:
        what = f"{one.check}: {one.wrong} rows are wrong ({one.detail or 'no detail'})"
        yield wrong("archive", what, "searches and counts are wrong", "restore the last backup")
    if not bad:
        yield good("archive", "whole")


def log_checks(data: Path) -> Iterator[Finding]:
    path = data / "sturmwarte.db-wal"
    size = path.stat().st_size if path.exists() else 0
    if size > LOG_LARGE:
        yield doubtful(
            "log",
            f"the write-ahead log has {size // 2**20} MB",
            "reading becomes slow; a reader may be stuck",
            "restart the station",
        )
    else:
        yield good("log", f"{size // 2**20} MB")


def audit_checks() -> Iterator[Finding]:
    if broken := first_break():
        yield wrong(
            "audit",
            f"the trail is broken at entry {broken}",
            "somebody changed or removed an entry",
            "compare with a backup and report it to data protection",
        )
    else:
        yield good("audit", "the trail is whole")


def plan_checks() -> Iterator[Finding]:
    if version := active_version():
        yield good("plan", f"{version} is active")
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
            f"{row['n']} of kind {row['kind']} gave up: {error}",
            "what they were to do has not happened",
            "mend the reason, then restart the station; `sturmwarte doctor --revive` tries them again",
        )
    late = Job.objects.filter(state=Job.State.QUEUED, run="live", due__lt=now - LATE).count()
    if late and running:
        yield wrong("jobs", f"{late} are late", "deadlines are announced late", "look at the engine's log")
    elif not dead:
        yield good("jobs", "none gave up")


def inbox_checks(now: datetime, running: bool) -> Iterator[Finding]:
    waiting = inbox.backlog()
    oldest = Inbox.objects.order_by("id").first()
    if waiting > BEHIND or (oldest and running and oldest.received_at < now - LATE):
        mend = "look at the engine's log" if running else "start the station: sturmwarte serve"
        yield wrong("inbox", f"{waiting} lines wait", "posts are sorted late", mend)
    else:
        yield good("inbox", f"{waiting} lines wait")
    if count := Rejected.objects.count():
        newest = Rejected.objects.order_by("-id").first()
        told = f"; the last: {newest.stage}: {newest.error}" if newest else ""
        yield doubtful(
            "rejected",
            f"{count} posts were set aside{told}",
            "nobody has read them",
            "see what they have in common",
        )


def process_checks(data: Path) -> Iterator[Finding]:
    running = lock.is_held(data / lock.ENGINE)
    yield good("engine", "works" if running else "does not run")


def newest_time() -> datetime | None:
    return Change.objects.filter(run="live").order_by("-id").values_list("at", flat=True).first()
