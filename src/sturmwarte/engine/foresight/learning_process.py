"""Learns from the station's own waves as a process of its own: half a minute in which listening goes on.

    python -m sturmwarte.engine.foresight.learning_process

Ends when whoever started it does.
"""

import os
import sys

from sturmwarte.engine import setup
from sturmwarte.engine.clock import real_now
from sturmwarte.engine.errors import EngineError
from sturmwarte.engine.serving.leash import on_leash

NICE = 10


def main() -> None:
    os.nice(NICE)
    folder = setup.prepare()
    from sturmwarte.engine.activation import active_plan  # noqa: PLC0415 - models need Django to be ready
    from sturmwarte.engine.foresight.own_forecaster import learn  # noqa: PLC0415
    from sturmwarte.engine.foresight.rules import rules  # noqa: PLC0415
    from sturmwarte.station.archive import Archive  # noqa: PLC0415

    now = real_now()
    if plan := active_plan():
        learn(folder, Archive(), rules(plan, now.date()).calendar, now)


if __name__ == "__main__":
    on_leash()
    try:
        main()
    except EngineError as error:
        sys.exit(f"forecaster: {error}")
