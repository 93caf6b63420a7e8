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
            f"{name} is no setting",
            "it has no effect",
            f"did you mean {near[0]}?" if near else "unset it",
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
            f"the station listens on {values['STURMWARTE_BIND']} without TLS",
            "passwords and posts cross the network in the clear",
            "put a TLS proxy before it and set STURMWARTE_URL to its https address",
        )
    if not strange:
        yield good("settings", "all settings are known")


def folder_checks(data: Path) -> Iterator[Finding]:
    try:
        with tempfile.TemporaryFile(dir=data) as probe:
            probe.write(b"x")
        yield good("data folder", f"{data} can be written")
    except OSError as error:
        yield wrong(
            "data folder",
            f"{data} cannot be written ({error.strerror})",
            "nothing can be stored",
            "change its rights, free space, or set STURMWARTE_DATA",
        )
    if data.stat().st_mode & 0o077:
        yield doubtful(
            "data folder",
            f"others on this machine may read {data}",
            "it holds personal data",
            f"chmod 700 {data}",
        )


def disk_checks(data: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(data).free
    text = f"{free / 2**30:.1f} GB free"
    if free < EMPTY_BYTES:
        yield wrong("disk", text, "the station is about to stop taking posts", "free some space now")
    elif free < LOW_BYTES:
        yield doubtful("disk", text, "a storm brings many posts at once", "free some space")
    else:
        yield good("disk", text)


def clock_checks(now: datetime, newest: datetime | None) -> Iterator[Finding]:
    """`newest` is the last time the station itself wrote down."""
    if now < BUILT or (newest and newest > now):
        yield wrong(
            "clock",
            f"this machine says {now:%Y-%m-%d %H:%M}, the station has written {newest:%Y-%m-%d %H:%M}"
            if newest
            else f"this machine says {now:%Y-%m-%d %H:%M}",
            "deadlines and alarms come at the wrong time",
            "set the clock (timedatectl set-ntp true)",
        )
    else:
        yield good("clock", f"{now:%Y-%m-%d %H:%M} UTC")


def environment() -> Mapping[str, str]:
    return os.environ
