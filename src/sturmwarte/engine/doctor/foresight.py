"""Whether waves are looked for: a station that hears but does not look would seem calm."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sturmwarte.core.post import LIVE
from sturmwarte.engine.doctor.finding import Finding, good, wrong
from sturmwarte.engine.foresight.hearing import STATION
from sturmwarte.station.archive import Archive
from sturmwarte.station.foresee.models import Memory
from sturmwarte.station.plan.actions.active import active_version

CHECK = "foresight"
BEHIND = timedelta(minutes=5)


def foresight_checks(now: datetime, running: bool) -> Iterator[Finding]:
    """`running`: an engine works. Just started, it has its first five minutes."""
    if not active_version():
        yield good(CHECK, "waits for a plan")
        return
    if not running:
        yield good(CHECK, "rests while the station does not run")
        return
    memory = Memory.objects.filter(run=LIVE).values_list("ticked_at", "took_ms").first()
    since = [
        one.since for one in Archive().coverage(STATION, "", now - BEHIND, now) if one.state == "hearing"
    ]
    known = [*since, *([memory[0]] if memory else [])]
    if known and now - max(known) > BEHIND:
        behind = int((now - max(known)).total_seconds() // 60)
        yield wrong(
            CHECK,
            "the counts were last looked at %(minutes)s minutes ago",
            "a wave that begins now would be told late or not at all",
            "look at the engine's log, then restart the station",
            {"minutes": behind},
        )
    elif memory:
        yield good(CHECK, "looks every minute; the last look took %(ms)s ms", {"ms": round(memory[1])})
    else:
        yield good(CHECK, "learns what is usual")
