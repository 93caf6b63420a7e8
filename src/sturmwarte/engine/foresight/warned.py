"""When a run would have warned: its waves as a summary tells them."""

from dataclasses import dataclass
from datetime import datetime

from sturmwarte.station.foresee.models import Wave


@dataclass(frozen=True)
class Warned:
    """`delay_min` lies between the beginning of the rise and the warning. `levels`: when each was reached.

    `none`: an alarm that was none, as far as the counts tell: it reached no level and passed. `public`: not
    made of private messages.
    """

    wave: str
    topic: str
    topics: list[str]
    view: str
    direction: str
    started: datetime
    detected: datetime
    delay_min: float
    ended: datetime | None
    peak_at: datetime | None
    peak_rate: float
    usual: float
    posts: int
    level: str
    levels: list[dict[str, str]]
    none: bool
    public: bool = True


def warned(run: str) -> list[Warned]:
    """In the order of their beginning; what became part of another wave is told with that one."""
    return [_of(row) for row in Wave.objects.filter(run=run, into="").order_by("started", "id")]


def _of(row: Wave) -> Warned:
    told = row.told
    peak = told.get("peak_at")
    return Warned(
        wave=row.wave,
        topic=row.topic,
        topics=row.topics,
        view=told["view"],
        direction=row.direction,
        started=row.started,
        detected=row.detected,
        delay_min=round((row.detected - row.started).total_seconds() / 60, 1),
        ended=row.ended,
        peak_at=datetime.fromisoformat(peak) if peak else None,
        peak_rate=round(float(told.get("peak_rate") or 0.0), 1),
        usual=round(float(told.get("usual") or 0.0), 2),
        posts=int(told.get("posts") or 0),
        level=row.level,
        levels=list(told.get("levels") or []),
        none=row.level == "green" and row.direction == "up" and row.ended is not None,
        public=not row.private,
    )
