"""What all parts of foresight of one run share."""

from dataclasses import dataclass

from sturmwarte.engine.foresight.asking import Asking
from sturmwarte.engine.foresight.events import Events
from sturmwarte.engine.foresight.feedback import Feedback
from sturmwarte.engine.foresight.outlooks import Outlooks, Ready
from sturmwarte.engine.foresight.past import OwnPast
from sturmwarte.engine.foresight.rules import Rules
from sturmwarte.engine.foresight.tales import Tales
from sturmwarte.station.archive import Archive


@dataclass
class Scene:
    """`rules` is None while no plan is at work."""

    run: str
    archive: Archive
    asking: Asking
    events: Events
    feedback: Feedback
    tales: Tales
    outlooks: Outlooks
    rules: Rules | None = None

    @property
    def plan_rules(self) -> Rules:
        assert self.rules is not None
        return self.rules


def scene(run: str, archive: Archive, forecaster: Ready) -> Scene:
    return Scene(
        run=run,
        archive=archive,
        asking=Asking(archive, run),
        events=Events(archive, run),
        feedback=Feedback(run),
        tales=Tales(archive, run),
        outlooks=Outlooks(run, forecaster, OwnPast(archive)),
    )
