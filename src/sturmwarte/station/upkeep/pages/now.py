"""What can be told at once, without an examination: signs of life, queues, what gave up."""

import sqlite3
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import django
from django.db import connection
from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from sturmwarte import __version__
from sturmwarte.station.ledger.models import Job, Outgoing
from sturmwarte.station.listen.inbox import FULL, backlog
from sturmwarte.station.listen.models import Pulse
from sturmwarte.station.listen.pulses import ALIVE, EARS, ENGINE
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.upkeep.pages.refused import count_for

MOST = 20
_PROCESSES: dict[str, "str | Promise"] = {
    ENGINE: gettext_lazy("Engine: reads, sorts and does what is due"),
    EARS: gettext_lazy("Ears: listen to the sources"),
}
_QUEUES: dict[str, "str | Promise"] = {
    "inbox": gettext_lazy("Lines to be read"),
    "jobs": gettext_lazy("Jobs that are due"),
    "outbox": gettext_lazy("Messages to be sent"),
    "dead": gettext_lazy("Jobs that gave up"),
    "unsent": gettext_lazy("Messages that could not be sent"),
    "refused": gettext_lazy("Refused posts"),
}


@dataclass(frozen=True)
class Life:
    name: str
    at: datetime | None
    alive: bool


def lives(now: datetime) -> list[Life]:
    """The processes beside the one that answers."""
    pulses = dict(Pulse.objects.values_list("process", "at"))
    return [
        Life(str(name), at := pulses.get(id), at is not None and now - at < ALIVE)
        for id, name in _PROCESSES.items()
    ]


def queues(who: Permissions, now: datetime) -> list[dict[str, Any]]:
    """How much waits. What must never be more than none is marked."""
    waiting = backlog()
    counts = {
        "inbox": waiting,
        "jobs": Job.objects.filter(state=Job.State.QUEUED, run="live", due__lte=now).count(),
        "outbox": Outgoing.objects.filter(state=Outgoing.State.WAITING, due__lte=now).count(),
        "dead": Job.objects.filter(state=Job.State.DEAD).count(),
        "unsent": Outgoing.objects.filter(state=Outgoing.State.FAILED).count(),
        "refused": count_for(who),
    }
    bad = {"dead", "unsent", "refused"}
    return [
        {"name": str(name), "n": counts[id], "more": id == "inbox" and waiting > FULL,
         "bad": bool(counts[id]) and id in bad, "page": "refused" if id == "refused" else ""}
        for id, name in _QUEUES.items()
    ]  # fmt: skip


def dead_jobs() -> list[Job]:
    return list(Job.objects.filter(state=Job.State.DEAD).order_by("-due")[:MOST])


def unsent() -> list[Outgoing]:
    return list(Outgoing.objects.filter(state=Outgoing.State.FAILED).order_by("-due")[:MOST])


def unsent_kinds() -> list[dict[str, Any]]:
    """For those who may not see to whom: how many of each kind."""
    failed = Outgoing.objects.filter(state=Outgoing.State.FAILED)
    rows = failed.values("kind").annotate(n=Count("pk")).order_by("kind")
    return [dict(row) for row in rows]


def versions() -> list[tuple[str, str]]:
    """The program and what it stands on."""
    store = f"SQLite {sqlite3.sqlite_version}" if connection.vendor == "sqlite" else "PostgreSQL"
    python = ".".join(map(str, sys.version_info[:3]))
    return [("Sturmwarte", __version__), ("Python", python), ("Django", django.__version__), ("", store)]
