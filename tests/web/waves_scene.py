"""Waves of every sort for tests and screenshots, in a data folder that has a scene:

    python -m tests.web.waves_scene normal|overloaded

The rows hold what the engine would write; the counters beneath them are written by hand, so that a storm of
thousands of posts costs no minute.
"""

import sys
from datetime import datetime
from typing import Any

from sturmwarte.engine.setup import prepare

prepare()

import msgspec  # noqa: E402 - only now are there settings
from django.utils import timezone  # noqa: E402

from sturmwarte.core.foresee.outlook import Forecast, Staffing  # noqa: E402
from sturmwarte.core.foresee.storms.report import Alarm, Chart, Report  # noqa: E402
from sturmwarte.core.foresee.storms.report import Storm as Rise  # noqa: E402
from sturmwarte.core.foresee.wave import Reached  # noqa: E402
from sturmwarte.core.foresee.wave import Wave as Told  # noqa: E402
from sturmwarte.station.archive import Archive, May, Search  # noqa: E402
from sturmwarte.station.foresee.models import Muted, Sign, Storm, Wave  # noqa: E402
from tests.web.waves_counts import BEGIN, FADE, FRESH, SHORT, STORM, H, count, hearing, recorded  # noqa: E402
from tests.web.waves_told import beginning, fading, odd, past, silent, storm, unknown  # noqa: E402


def fill(size: str, now: datetime) -> None:
    """`normal`: one wave of each sort. `overloaded`: sixty more, with names that try to break the page."""
    hearing(now)
    count("schmorkocher", 1.6, STORM, now)
    count("neues-thema", 0.2, FRESH, now)
    count("geraete", 9, BEGIN, now)
    count("ruf", 3, FADE, now)
    count("marke", 34, SHORT, now, silent_h=3)
    for wave in (storm(now, posts()), beginning(now), fading(now), silent(now), unknown(now)):
        put(*wave)
    for n, wave in enumerate(past(now)):
        put(
            *wave, real=(True, False, None)[n % 3], judged_by="user:1" if n % 3 < 2 else "", judged_at=now - H
        )
    Muted.objects.create(
        topic="ruf",
        until=now + 5 * H,
        by="user:1",
        at=now - H,
        reason="Angekündigter Aktionstag, wir lesen mit.",
    )
    Sign.objects.create(topic="schmorkocher", at=now - 9 * H, signs=SIGNS)
    storms(now)
    if size == "overloaded":
        for n in range(60):
            put(*odd(n, now))


def put(
    told: Told, forecast: Forecast | None = None, staffing: Staffing | None = None, **columns: Any
) -> Wave:
    plain = msgspec.to_builtins
    values = {
        "wave": told.id,
        "topic": told.topic,
        "topics": sorted({told.topic, *told.topics}),
        "channels": list(told.channels),
        "phase": told.phase,
        "level": told.level,
        "direction": told.direction,
        "muted": told.muted,
        "started": told.started,
        "detected": told.detected,
        "ended": told.ended,
        "updated": told.updated,
        "told": msgspec.json.decode(msgspec.json.encode(told)),
        "forecast": plain(forecast, str_keys=True, builtin_types=()) if forecast else None,
        "staffing": plain(staffing, str_keys=True, builtin_types=()) if staffing else None,
    }
    return Wave.objects.create(run="live", **{**values, **columns})


def posts() -> tuple[tuple[str, str], ...]:
    """Some posts that are in the archive."""
    found = Archive().search(Search(limit=5, may=May.everything().pseudonymous(), order="reach")).posts
    return tuple(one.post.identity for one in found)


def report(now: datetime) -> Report:
    """Two storms in seventy days, one of them called late, and one false alarm."""
    rows = list(recorded(now))
    heard = tuple(n for _at, n in rows)
    calm = (12.0,) * len(rows)
    chart = Chart(
        began=rows[0][0], step_min=60, counts=heard, highest=heard, expected=calm,
        low=(5.0,) * len(rows), high=(22.0,) * len(rows),
    )  # fmt: skip
    starts = [rows[n][0] for n in (990, 1388)]
    alarms = [
        Alarm(wave=f"r{n}", view="spike", direction="up", started=at, detected=at + H * 0.4 * (n + 1),
              ended=at + 20 * H, peak_rate=430.0, usual=9.0, level=level, levels=(), real=real)
        for n, (at, level, real) in enumerate(
            [(starts[0], "red", True), (starts[1], "orange", True), (rows[300][0], "yellow", False)]
        )
    ]  # fmt: skip
    rises = tuple(
        Rise(started=at, peak_at=at + 10 * H, ended=at + 20 * H, posts=6800, peak_rate=432.0, usual=8.2,
             detected=at + H * 0.4 * (n + 1), delay_min=24.0 * (n + 1), levels=(Reached("yellow", at + H),),
             to_level_min={"yellow": 60.0})
        for n, at in enumerate(starts)
    )  # fmt: skip
    return Report(
        series="Beiträge", since=rows[0][0], until=rows[-1][0], rows=len(rows), heard=0.98, months=1.9,
        storms=rises, alarms=tuple(alarms), false_alarms=1, false_a_month=0.5, chart=chart,
    )  # fmt: skip


SIGNS: list[dict[str, Any]] = [
    {
        "topic": "schmorkocher",
        "indicator": name,
        "side": "above",
        "threshold": 0.3,
        "waves": 9,
        "hits": hits,
        "low": hits / 9 - 0.25,
        "high": min(1, hits / 9 + 0.2),
        "by_chance": 0.12,
        "fired": hits + false,
        "false_alarms": false,
        "lead_h": lead,
        "months": 11.0,
    }
    for name, hits, false, lead in (("outraged", 7, 4, 9.0), ("press", 4, 1, 22.0), ("new_voices", 6, 9, 5.0))
]


def storms(now: datetime) -> None:
    result = msgspec.json.decode(msgspec.json.encode(report(now)))
    Storm.objects.create(name="zaehlung-2025.csv", by="user:1", at=now - 50 * H, state="done", result=result)
    Storm.objects.create(name="beitraege-2025.csv", by="user:1", at=now - 2 * H, state="waiting")
    Storm.objects.create(
        name="export.xlsx",
        by="user:1",
        at=now - 26 * H,
        state="failed",
        why="Zeile 1: keine CSV-Datei. Speichern Sie sie als CSV mit den Spalten timestamp und value.",
    )


if __name__ == "__main__":
    fill(sys.argv[1] if len(sys.argv) > 1 else "normal", timezone.now())
