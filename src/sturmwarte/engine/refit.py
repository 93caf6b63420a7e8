"""Learns anew from the company's labels, and decides whether the result goes to work.

1. Read labels and texts. 2. Train. 3. Write the file. 4. Keep the version, perhaps put it to work, in one
transaction. Killed before 4, nothing has happened; a file of step 3 is replaced by the next refit.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.figures import Figures
from sturmwarte.core.understand.reader import Understand
from sturmwarte.core.understand.team import Example, train
from sturmwarte.engine import dayone
from sturmwarte.engine.activation import active_plan
from sturmwarte.engine.brain import make
from sturmwarte.engine.refit_store import dump, sweep, write
from sturmwarte.engine.refit_texts import gather
from sturmwarte.station.archive import Archive
from sturmwarte.station.understand.actions.ask import latest
from sturmwarte.station.understand.actions.versions import active, keep
from sturmwarte.station.understand.files import KEPT
from sturmwarte.station.understand.learning import figures_of, overall
from sturmwarte.station.understand.models import ModelVersion

LOCK = "refit.lock"
FORGOTTEN = "understand.refit.forgotten"
"""The `why` of a refit that must replace what was learned from deleted posts, however it turns out."""

log = logging.getLogger("sturmwarte.engine")


def refit(by: str, why: str, now: datetime) -> ModelVersion | None:
    """The version that was kept; None without labels. The caller holds `LOCK` in the data folder."""
    gathered = gather(Archive())
    before, last = active(), latest()
    if not gathered.examples and before is None:
        return None
    day_one = _day_one(now)
    team = train(_judged_at_all(gathered.examples, day_one), day_one, dayone.learned().features)
    number = (last.number if last else 0) + 1
    at_work, reasons = _judged(team.figures, before, why, learned=team.voter is not None)
    version = ModelVersion(
        number=number,
        made_at=now,
        made_by=by,
        labels=gathered.labels,
        newest=gathered.newest,
        newest_at=gathered.newest_at,
        figures=msgspec.to_builtins(dict(team.figures)),
        checksum=write(number, dump(team)),
        why=msgspec.to_builtins(reasons),
    )
    keep(version, at_work=at_work, by=by, now=now)
    _sweep(only_newest=why == FORGOTTEN)
    log.info("version %d learned from %d labels: %s", number, gathered.labels, version.state)
    return version


def _day_one(now: datetime) -> Understand:
    """What reads without the company's labels: what was shipped, the plan, and the company's own models."""
    plan = active_plan()
    return make(plan, now.date()).understand if plan else Understand(prior=dayone.learned())


def _judged_at_all(examples: Sequence[Example], day_one: Understand) -> list[Example]:
    """Without a plan nobody says whether the company is meant: there is nothing to compare labels with."""
    judged = day_one.votes([Document(Post(id="", channel=""))], [""])
    return [example for example in examples if example.dimension in judged]


def _judged(
    figures: Mapping[str, Figures], before: ModelVersion | None, why: str, *, learned: bool
) -> tuple[bool, list[Reason]]:
    """Whether the new version goes to work by itself, and why (not)."""
    if why == FORGOTTEN:
        return before is not None, [Reason(FORGOTTEN)]
    whole = before if before and not before.damaged_at else None
    lost = worse(figures, figures_of(whole) if whole else {})
    if lost:
        return False, lost
    if not learned:
        return False, [Reason("understand.refit.nothing")]
    return True, [Reason(f"understand.refit.{'better' if whole else 'first'}")]


def worse(now: Mapping[str, Figures], was: Mapping[str, Figures]) -> list[Reason]:
    """The dimensions where held-out macro-F1 fell below the interval of what is at work.

    What is at work is the active version; without one, or where it could not be measured, what was shipped.
    """
    found = []
    for name, figures in now.items():
        scores = {score.who: score for score in figures.scores}
        mine = overall(figures)
        base = (overall(was[name]) if name in was else None) or scores.get("day_one")
        if mine and base and mine.macro_f1 < base.low:
            args = {"dimension": name, "was": base.macro_f1, "now": mine.macro_f1, "low": base.low}
            found.append(Reason("understand.refit.worse", args))
    return found


def _sweep(*, only_newest: bool) -> None:
    numbers = ModelVersion.objects.order_by("-number").values_list("number", flat=True)
    kept = set(numbers[: 1 if only_newest else KEPT])
    at_work = active()
    if at_work and not only_newest:
        kept.add(at_work.number)
    sweep(kept)
