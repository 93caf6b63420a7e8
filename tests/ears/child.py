"""`python -m tests.ears.child`: the ears, with the tests' own channel, as a process that can be killed."""

import sys
import threading

from sturmwarte.engine import setup
from sturmwarte.engine.serving.leash import on_leash

if __name__ == "__main__":
    on_leash()
    data = setup.prepare()
    import signal

    from sturmwarte.engine.ears.ears import Ears
    from tests.ears.channel import CATALOGUE

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    Ears(data, stop, catalogue=CATALOGUE, stagger_s=0.0).work()
    sys.exit(0)
