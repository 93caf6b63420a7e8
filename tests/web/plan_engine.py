"""What the engine does about the plan, as a process: `python -m tests.web.plan_engine`, ended by SIGTERM.

With `--ears` it also gives the sign of life of the process that listens.
"""

import sys
import time

from sturmwarte.engine.setup import prepare

prepare()

from django.utils import timezone  # noqa: E402 - only now are there settings

from sturmwarte.engine.clock import RealClock  # noqa: E402
from sturmwarte.engine.jobs.kinds import runner  # noqa: E402
from sturmwarte.engine.measures import Measures  # noqa: E402
from sturmwarte.station.listen import pulses  # noqa: E402

if __name__ == "__main__":
    running = runner(Measures())
    while True:
        pulses.beat(pulses.ENGINE, timezone.now())
        if "--ears" in sys.argv:
            pulses.beat(pulses.EARS, timezone.now())
        running.run_due(RealClock())
        time.sleep(0.2)
