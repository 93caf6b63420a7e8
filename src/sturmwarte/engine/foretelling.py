"""The forecaster a station starts with, learned from made-up waves.

    python -m sturmwarte.engine.foretelling     makes it and puts it into the package (part of `make`)

Where the package has none, or another than its packs would give, it is made at the first start, which takes
some twenty seconds, and kept in the user's cache.
"""

import logging
import os
import sys
import tempfile
from functools import cache
from pathlib import Path

from sturmwarte import packs
from sturmwarte.core.foresee.forecast import Forecaster, ForecastError
from sturmwarte.core.foresee.forecast.shipped import checksum, settings

FILE = "waves.model"

log = logging.getLogger("sturmwarte.engine")


@cache
def forecaster() -> Forecaster:
    """The forecaster, made or read once a process at most."""
    wanted = checksum()
    for path in (_packaged(), _cached(wanted)):
        if found := read(path, wanted):
            return found
    log.info("learning from made-up waves, once: this takes some twenty seconds")
    made = Forecaster.trained(settings())
    keep(_cached(wanted), wanted, made)
    return made


def pack() -> bool:
    """Learns anew and puts the result into the package; False where that cannot be written."""
    return keep(_packaged(), checksum(), Forecaster.trained(settings()))


def _packaged() -> Path:
    return Path(str(packs.folder("foresee", FILE)))


def _cached(wanted: str) -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(home).expanduser() / "sturmwarte" / f"waves-{wanted}.model"


def mark_of(path: Path) -> str | None:
    """The first line of a kept forecaster: what it was made from."""
    try:
        with path.open("rb") as file:
            return file.readline(200).decode("ascii", "replace").rstrip("\n")
    except OSError:
        return None


def read(path: Path, wanted: str) -> Forecaster | None:
    try:
        first, _, data = path.read_bytes().partition(b"\n")
        fits = first.decode("ascii", "replace") == wanted
        return Forecaster.shipped(data, settings()) if fits else None
    except OSError:
        return None
    except ForecastError as damaged:
        log.warning("%s: %s", path, damaged)
        return None


def keep(path: Path, wanted: str, made: Forecaster) -> bool:
    """Whole or not at all; a folder that cannot be written costs the next start some seconds, no more."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(f"{wanted}\n".encode() + made.dump())
        Path(file.name).replace(path)
        path.chmod(0o644)
    except OSError as error:
        log.warning("what was learned cannot be kept in %s (%s)", path, error.strerror)
        return False
    return True


if __name__ == "__main__":
    sys.exit(0 if pack() else 3)
