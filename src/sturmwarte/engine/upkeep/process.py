"""One errand of upkeep as a process of its own, so that listening goes on meanwhile.

    python -m sturmwarte.engine.upkeep.process examine [thorough]
    python -m sturmwarte.engine.upkeep.process backup ID
    python -m sturmwarte.engine.upkeep.process verify ID

Ends when whoever started it does: it is on the leash of its standard input. Ends with 0 when the errand is
done, also when its result is a failure that is written down.
"""

import os
import sys

from sturmwarte.engine import setup
from sturmwarte.engine.clock import real_now
from sturmwarte.engine.serving.leash import on_leash

NICE = 10


def main(errand: str, about: str = "") -> None:
    os.nice(NICE)
    data = setup.prepare()
    # Models need Django to be ready.
    from sturmwarte.engine.upkeep import backing_up, examining  # noqa: PLC0415
    from sturmwarte.station.privacy.forgetting import forget  # noqa: PLC0415

    match errand:
        case "examine":
            examining.examine(data, real_now(), asked_thorough=about == "thorough")
            forget(real_now())
        case "backup":
            backing_up.make(data, int(about), real_now())
        case "verify":
            backing_up.verify(int(about), real_now())
        case _:
            raise SystemExit(f"{errand}: there is no such errand")


if __name__ == "__main__":
    on_leash()
    main(*sys.argv[1:])
