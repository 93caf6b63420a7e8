"""Settings, folders, disk and clock: what can be checked without the database."""

import difflib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from sturmwarte.engine.doctor.finding import Finding, doubtful, good, wrong
from sturmwarte.station.options import OPTIONS

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
LOW_BYTES, EMPTY_BYTES = 2 * 2**30, 300 * 2**20
BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock is right that shows an earlier time: the program did not exist."""


def settings_checks(environ: Mapping[str, str], values: Mapping[str, str]) -> Iterator[Finding]:
    """`environ` as it is, `values` as options.read understood it."""
    known = {name for option in OPTIONS for name in (option.name, f"{option.name}_FILE")}
    strange = sorted(name for name in environ if name.startswith("STURMWARTE_") and name not in known)
    for name in strange:
        near = difflib.get_close_matches(name, known, 1)
        yield doubtful(
            "settings",
            "%(name)s is no setting",
            "it has no effect",
            "did you mean %(near)s?" if near else "unset it",
            {"name": name, "near": near[0] if near else ""},
        )
    if values["STURMWARTE_DEBUG"] == "1":
        yield wrong(
            "settings",
            "STURMWARTE_DEBUG is on",
            "errors show source and settings to anybody",
            "unset it",
        )
    if values["STURMWARTE_BIND"] not in LOOPBACK and not values["STURMWARTE_URL"].startswith("https://"):
        yield wrong(
            "settings",
            "the station listens on %(bind)s without TLS",
            "passwords and posts cross the network in the clear",
            "put a TLS proxy before it and set STURMWARTE_URL to its https address",
            {"bind": values["STURMWARTE_BIND"]},
        )
    if not strange:
        yield good("settings", "all settings are known")


def folder_checks(data: Path) -> Iterator[Finding]:
    try:
        with tempfile.TemporaryFile(dir=data) as probe:
            probe.write(b"x")
        yield good("data folder", "%(folder)s can be written", {"folder": data})
    except OSError as error:
        yield wrong(
            "data folder",
            "%(folder)s cannot be written (%(error)s)",
            "nothing can be stored",
            "change its rights, free space, or set STURMWARTE_DATA",
            {"folder": data, "error": error.strerror},
        )
    if data.stat().st_mode & 0o077:
        yield doubtful(
            "data folder",
            "others on this machine may read %(folder)s",
            "it holds personal data",
            "chmod 700 %(folder)s",
            {"folder": data},
        )


def disk_checks(data: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(data).free
    text, values = "%(free)s GB free", {"free": f"{free / 2**30:.1f}"}
    if free < EMPTY_BYTES:
        yield wrong("disk", text, "the station is about to stop taking posts", "free some space now", values)
    elif free < LOW_BYTES:
        yield doubtful("disk", text, "a storm brings many posts at once", "free some space", values)
    else:
        yield good("disk", text, values)


def clock_checks(now: datetime, newest: datetime | None) -> Iterator[Finding]:
    """`newest` is the last time the station itself wrote down."""
    if now < BUILT or (newest and newest > now):
        yield wrong(
            "clock",
            "this machine says %(now)s, the station has written %(newest)s"
            if newest
            else "this machine says %(now)s",
            "deadlines and alarms come at the wrong time",
            "set the clock (timedatectl set-ntp true)",
            {"now": f"{now:%Y-%m-%d %H:%M}", "newest": f"{newest:%Y-%m-%d %H:%M}" if newest else ""},
        )
    else:
        yield good("clock", "%(now)s UTC", {"now": f"{now:%Y-%m-%d %H:%M}"})


def environment() -> Mapping[str, str]:
    return os.environ
