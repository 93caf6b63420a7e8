"""`python -m sturmwarte.cli.demo.storm SPEED`: lets the storm arrive, as a child of the demo's supervisor.

1 The moment the storm begins is written to the data folder. 2 Each post is committed to the inbox when its
time has come. A crash between any two posts leaves the moment behind: the next start sends all that is due
once more with the same times, and what the station knows already changes nothing.
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from sturmwarte.cli.demo import sample

BEGAN = "storm-began"


def begin(folder: Path, now: datetime) -> datetime:
    """When the storm began in this folder: now, if it has not yet."""
    mark = folder / BEGAN
    if not mark.exists():
        mark.write_text(now.isoformat(), encoding="ascii")
    return datetime.fromisoformat(mark.read_text(encoding="ascii"))


def blow(folder: Path, speed: float) -> None:
    """Sends every post of the storm at its time; returns after the last."""
    from sturmwarte.station.listen import inbox  # noqa: PLC0415 - its models need the settings

    began = begin(folder, datetime.now(UTC))
    for told in sample.storm():
        moment = began + told.at / speed
        time.sleep(max(0.0, (moment - datetime.now(UTC)).total_seconds()))
        inbox.put([inbox.Line(told.line(moment))], "", datetime.now(UTC))


if __name__ == "__main__":
    from sturmwarte.engine import setup
    from sturmwarte.engine.serving.leash import on_leash

    on_leash()
    try:
        blow(setup.prepare(), float(sys.argv[1]))
    except KeyboardInterrupt:  # Ctrl-C reaches every process of the terminal
        sys.exit(0)
