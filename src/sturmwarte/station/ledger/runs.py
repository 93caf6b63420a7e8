"""Begins and ends runs."""

import re
from datetime import datetime

from sturmwarte.core.post import IMPORT, LIVE
from sturmwarte.station.ledger.models import Run

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")


class RunError(ValueError):
    """A run that cannot begin: says why and the mend."""


def standing_runs(now: datetime) -> None:
    """Makes sure the two runs that never end are there."""
    for run in (LIVE, IMPORT):
        Run.objects.get_or_create(id=run, defaults={"started_at": now})


def begin(kind: str, name: str, now: datetime, *, story_start: datetime, speed: float, note: str = "") -> Run:
    """Begins `replay:NAME` or `drill:NAME` with a clock of its own. A name is used once."""
    if not _ID.match(name):
        raise RunError(f"`{name}` cannot name a run: use letters, digits, dot, dash and underscore")
    run, fresh = Run.objects.get_or_create(
        id=f"{kind}:{name}",
        defaults={"started_at": now, "story_start": story_start, "speed": speed, "note": note},
    )
    if not fresh:
        raise RunError(f"there is a run {run.id} already: choose another name")
    return run


def end(run: str, now: datetime, story_end: datetime | None = None) -> None:
    """Ends a run; its own clock stands still at `story_end`."""
    Run.objects.filter(id=run, ended_at=None).update(ended_at=now, story_end=story_end)
