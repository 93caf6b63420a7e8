"""What is wrong with a plan, said as a form says it: without quotation marks, lines and names of keys."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sturmwarte import packs
from sturmwarte.core.plan.load import Merged, doubts
from sturmwarte.core.plan.section import Doubt, Path
from sturmwarte.core.reason import Reason, say
from sturmwarte.core.sections import SECTIONS
from sturmwarte.station.frame.texts import language


@dataclass(frozen=True)
class Fault:
    """One sentence and its mend, at a place. `column` counts within the field's text, 0 for all of it."""

    path: Path
    text: str
    fix: str
    error: bool
    column: int = 0


def faults(merged: Merged) -> list[Fault]:
    return [_said(doubt) for doubt in doubts(merged, SECTIONS)]


def below(found: Iterable[Fault], path: Path) -> list[Fault]:
    """Those at this place or within it."""
    return [one for one in found if one.path[: len(path)] == path]


def spread(found: Sequence[Fault], places: Iterable[Path]) -> dict[Path, list[Fault]]:
    """Each fault at the narrowest of `places` that holds it."""
    known = set(places)
    at: dict[Path, list[Fault]] = {}
    for fault in found:
        path = fault.path
        while path and path not in known:
            path = path[:-1]
        at.setdefault(path, []).append(fault)
    return at


def _said(doubt: Doubt) -> Fault:
    fix = _words(doubt.fix) if doubt.fix else ""
    return Fault(doubt.path, _words(doubt.what), fix, doubt.severity == "error", doubt.column)


def _words(reason: Reason) -> str:
    """The form's own sentence where there is one: the plan's speak of quotation marks and lines."""
    texts = packs.texts(language())
    own = f"plan.form.{reason.key.removeprefix('plan.')}"
    args = dict(reason.args)
    if isinstance(named := args.get("sections"), list):
        args["sections"] = [texts.get(f"plan.section.{one}", one) for one in named]
    return say(Reason(own if own in texts else reason.key, args), texts)
