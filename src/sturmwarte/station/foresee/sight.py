"""Which waves somebody may see. A page asks nothing else."""

from datetime import datetime

from django.utils.translation import gettext as _

from sturmwarte.core.foresee.signal import SeriesKey
from sturmwarte.core.post import LIVE
from sturmwarte.station.archive.may import May, Scope
from sturmwarte.station.foresee.errors import WaveError
from sturmwarte.station.foresee.models import Wave

OVER = "over"


def visible(wave: Wave, may: May) -> bool:
    """Somebody limited to channels or topics sees the waves heard there, with all their counts. A wave of
    private messages is for those who may read them."""
    return any(_covers(scope, wave) for scope in may.scopes)


def _covers(scope: Scope, wave: Wave) -> bool:
    if wave.private and not scope.private:
        return False
    return (not scope.channel or scope.channel in wave.channels) and (
        not scope.topic or scope.topic in wave.topics
    )


def waves(may: May, run: str = LIVE, *, since: datetime | None = None, most: int = 500) -> list[Wave]:
    """Those that stand for themselves (not merged into another), the newest first; with `since`, those that
    are under way or ended after it."""
    rows = Wave.objects.filter(run=run, into="").order_by("-started", "-id")
    if since is not None:
        rows = rows.exclude(ended__lt=since)
    return [row for row in rows[:most] if visible(row, may)]


def under_way(may: May, run: str = LIVE) -> list[Wave]:
    rows = Wave.objects.filter(run=run, into="").exclude(phase=OVER).order_by("-started", "-id")
    return [row for row in rows if visible(row, may)]


def wave(id: str, may: May, run: str = LIVE) -> Wave:
    """One wave, or the one it was merged into. Raises `WaveError` when it is not here or not for this
    reader: the two are not told apart."""
    row = Wave.objects.filter(run=run, wave=id).first()
    for _step in range(20):  # no chain of merged waves is that long
        if row is None or not row.into:
            break
        row = Wave.objects.filter(run=run, wave=row.into).first()
    if row is None or not visible(row, may):
        raise WaveError(_("There is no such wave."))
    return row


def key_of(wave: Wave) -> SeriesKey:
    """The series the wave was first seen in."""
    series = wave.told.get("series") or [{"topic": wave.topic}]
    return SeriesKey(**series[0])
