"""What the engine does about the plan, as a process: `python -m tests.web.plan_engine`, ended by SIGTERM.

With `--whole` also what looks after the station, and the sign of life of the process that listens.
"""

import sys
import time

from sturmwarte.engine.setup import prepare

prepare()

from django.utils import timezone  # noqa: E402 - only now are there settings

from sturmwarte.engine.clock import RealClock  # noqa: E402
from sturmwarte.engine.jobs.kinds import UPKEEP, Upkeep, runner  # noqa: E402
from sturmwarte.engine.measures import Measures  # noqa: E402
from sturmwarte.station.listen import pulses  # noqa: E402

if __name__ == "__main__":
    whole = "--whole" in sys.argv
    running = runner(Measures(), dict.fromkeys(UPKEEP, Upkeep().work) if whole else None)
    while True:
        pulses.beat(pulses.ENGINE, timezone.now())
        if whole:
            pulses.beat(pulses.EARS, timezone.now())
        running.run_due(RealClock())
        time.sleep(0.2)
