"""A storm on a clock of its own, in the data folder of the environment: to be killed and begun again.

python -m tests.engine.foresight_child
"""

import sys
from datetime import timedelta
from importlib import resources
from pathlib import Path
from types import SimpleNamespace

from sturmwarte.engine import setup

STEPS = 8


def main() -> None:
    setup.prepare()
    setup.migrate()
    from sturmwarte.engine.brain import read_plan  # noqa: PLC0415 - models need Django to be ready
    from sturmwarte.engine.foresight import building  # noqa: PLC0415
    from sturmwarte.engine.foresight.minutes import moment_of  # noqa: PLC0415
    from sturmwarte.station.archive.models import Counter  # noqa: PLC0415
    from sturmwarte.station.foresee.models import Memory  # noqa: PLC0415
    from sturmwarte.station.plan.folder import read_folder  # noqa: PLC0415
    from tests.engine.way import NOW  # noqa: PLC0415
    from tests.engine.weather import GRACE, MINUTE, Model, Watched, quiet, spread, store  # noqa: PLC0415

    building.PLAYED_MIN = 60
    plan = read_plan(
        read_folder(Path(str(resources.files("sturmwarte.packs").joinpath("demo", "plan"))))
    ).plan
    if not Counter.objects.exists():
        quiet(NOW, days=3)
    memory = Memory.objects.filter(run="live").first()
    now = moment_of(memory.ticked + 1) + GRACE if memory else NOW
    watched = Watched(SimpleNamespace(plan=plan, version="x"), now, forecaster=Model)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for step in range(STEPS):
        begin = NOW + step * 5 * MINUTE
        if watched.now < begin + 5 * MINUTE + GRACE:
            store(*spread(begin, 5, 15, f"s{step}-"))  # again after a crash: each is known by its name
            watched.until(begin + 5 * MINUTE + GRACE, step=timedelta(minutes=5))


if __name__ == "__main__":
    main()
