"""Judges a recording as a process of its own, so that listening goes on.

    python -m sturmwarte.engine.foresight.recorded_process FILE NAME OUT

Writes {"reports": [...]} to OUT. Ends when whoever started it does.
"""

import os
import sys
from pathlib import Path

import msgspec

from sturmwarte.core.listen.topics import TOPICS
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.query.percolator import Percolator
from sturmwarte.engine import setup
from sturmwarte.engine.clock import real_now
from sturmwarte.engine.errors import EngineError, Refused
from sturmwarte.engine.serving.leash import on_leash

DONE, REFUSED = 0, 2
NICE = 10


def main(file: str, name: str, out: str) -> None:
    os.nice(NICE)
    setup.prepare()
    from sturmwarte.engine.activation import active_plan  # noqa: PLC0415 - models need Django to be ready
    from sturmwarte.engine.foresight.recorded import judged  # noqa: PLC0415
    from sturmwarte.engine.foresight.rules import rules  # noqa: PLC0415

    plan = active_plan()
    if plan is None:
        raise Refused("no plan is active, which knows the topics and the holidays: activate one first")
    found = judged(Path(file), name, rules(plan, real_now().date()), _percolator(plan))
    Path(out).write_bytes(msgspec.json.encode({"reports": found}))


def _percolator(plan: Plan) -> Percolator:
    return Percolator({topic.id: topic.query for topic in plan[TOPICS]})


if __name__ == "__main__":
    on_leash()
    try:
        main(*sys.argv[1:])
    except Refused as refused:
        sys.stderr.write(f"{refused}\n")
        sys.exit(REFUSED)
    except EngineError as error:
        sys.exit(f"recording: {error}")
