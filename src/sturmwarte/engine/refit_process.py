"""A refit as a process of its own, so that listening goes on and the memory is given back.

    python -m sturmwarte.engine.refit_process BY [WHY]

Ends when whoever started it does: it is on the leash of its standard input.
"""

import os
import sys

from sturmwarte.engine import lock, setup
from sturmwarte.engine.clock import real_now
from sturmwarte.engine.errors import EngineError
from sturmwarte.engine.serving.leash import on_leash

DONE, NOTHING, BUSY = 0, 4, 5
"""Exit codes: a version was kept; there are no labels to learn from; another refit is under way."""
NICE = 10


def main(by: str, why: str = "") -> int:
    os.nice(NICE)
    data = setup.prepare()
    from sturmwarte.engine.refit import LOCK, refit  # noqa: PLC0415 - models need Django to be ready

    try:
        with lock.hold(data / LOCK, "sturmwarte refit"):
            return NOTHING if refit(by, why, real_now()) is None else DONE
    except lock.Held:
        return BUSY


if __name__ == "__main__":
    on_leash()
    try:
        sys.exit(main(*sys.argv[1:]))
    except EngineError as error:
        sys.exit(f"refit: {error}")
