"""Judges recorded history: when the station would have warned, how late, and how often for nothing."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import numpy as np

from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.signal import View
from sturmwarte.core.foresee.storms.chart import chart
from sturmwarte.core.foresee.storms.hindsight import Rise, rises
from sturmwarte.core.foresee.storms.limits import Bounds
from sturmwarte.core.foresee.storms.player import VIEWS, LevelOf, Player
from sturmwarte.core.foresee.storms.report import Alarm, Report, Storm
from sturmwarte.core.foresee.views.base import MONTH_MIN
from sturmwarte.core.foresee.wave import Wave

_BEFORE_MIN, _AFTER_MIN = 6 * 60, 12 * 60
"""An alarm so long before the steep rise (it builds up), or after its end, belongs to the storm."""


def judge(
    name: str,
    rows: Iterable[tuple[datetime, float | None]],
    calendar: Calendar | None = None,
    budget: float = 2.0,
    views: Sequence[View] = VIEWS,
    level: LevelOf | None = None,
) -> Report:
    """Plays rows of (aware time, posts counted from then on; None: not heard), the oldest first.

    Any equal step from a minute to a day will do; what rows of an hour or a day hold is spread evenly.
    `budget`: false alarms a month. `level` says which level the counts ask for; without it all stay green.
    Raises `TooMuch` beyond 5 million rows or ten years, `ValueError` for posts below zero.
    """
    player, bounds = Player(name, calendar, budget, views, level), Bounds()
    for at, posts in rows:
        bounds.take(at)
        player.take(at, posts)
    return reported(name, player, bounds.rows, budget)


def reported(name: str, player: Player, rows: int, budget: float) -> Report:
    """What a player that has played everything tells."""
    recorder = player.recorder
    if not recorder.bins:
        return Report(series=name, rows=rows, budget=budget)
    found = rises(recorder.starts, recorder.posts)
    waves = list(player.waves.values())
    alarms = tuple(_alarm(wave, found) for wave in waves)
    wrong = sum(alarm.real is False for alarm in alarms)
    watched = int((np.isfinite(recorder.posts) & np.isfinite(recorder.expected)).sum()) * recorder.step_min
    months = watched / MONTH_MIN
    return Report(
        series=name,
        since=_moment(int(recorder.starts[0])),
        until=_moment(int(recorder.starts[-1]) + recorder.step_min),
        rows=rows,
        step_min=player.step_min,
        heard=round(float(np.isfinite(recorder.posts).mean()), 4),
        months=round(months, 2),
        budget=budget,
        storms=tuple(_storm(rise, waves) for rise in found),
        alarms=alarms,
        false_alarms=wrong,
        false_a_month=round(wrong / months, 2) if months >= 0.25 else None,
        chart=chart(recorder),
    )


def _alarm(wave: Wave, found: Sequence[Rise]) -> Alarm:
    real = None if wave.direction == "down" else any(_belongs(wave, rise) for rise in found)
    return Alarm(
        wave=wave.id,
        view=wave.view,
        direction=wave.direction,
        started=wave.started,
        detected=wave.detected,
        ended=wave.ended,
        peak_rate=round(wave.peak_rate, 2),
        usual=round(wave.usual, 2),
        level=wave.level,
        levels=wave.levels,
        real=real,
        why=wave.why,
    )


def _belongs(wave: Wave, rise: Rise) -> bool:
    at = wave.detected.timestamp() / 60
    return wave.direction == "up" and rise.started - _BEFORE_MIN <= at <= rise.ended + _AFTER_MIN


def _storm(rise: Rise, waves: Sequence[Wave]) -> Storm:
    mine = [wave for wave in waves if _belongs(wave, rise) or _covers(wave, rise)]
    first = min(mine, key=lambda wave: wave.detected, default=None)
    storm = Storm(
        started=_moment(rise.started),
        peak_at=_moment(rise.peak_at),
        ended=_moment(rise.ended),
        posts=rise.posts,
        peak_rate=rise.peak_rate,
        usual=rise.usual,
    )
    return storm if first is None else _warned(storm, first)


def _covers(wave: Wave, rise: Rise) -> bool:
    """The wave was already under way when this storm rose."""
    ended = float("inf") if wave.ended is None else wave.ended.timestamp() / 60
    return wave.direction == "up" and wave.detected.timestamp() / 60 <= rise.started <= ended


def _warned(storm: Storm, wave: Wave) -> Storm:
    after = {each.level: (each.at - storm.started).total_seconds() / 60 for each in wave.levels}
    return Storm(
        started=storm.started,
        peak_at=storm.peak_at,
        ended=storm.ended,
        posts=storm.posts,
        peak_rate=storm.peak_rate,
        usual=storm.usual,
        wave=wave.id,
        view=wave.view,
        detected=wave.detected,
        delay_min=(wave.detected - storm.started).total_seconds() / 60,
        levels=wave.levels,
        to_level_min=after,
    )


def _moment(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)
