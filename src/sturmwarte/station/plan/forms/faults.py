"""What is wrong with a plan, said as a form says it: without quotation marks, lines and names of keys."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sturmwarte import packs
from sturmwarte.core.plan.load import Merged, doubts
from sturmwarte.core.plan.section import Doubt, Path
from sturmwarte.core.reason import Reason, say
from sturmwarte.core.sections import SECTIONS
from sturmwarte.station.frame.texts import language
from sturmwarte.station.plan.forms.labels import field_label


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
    section = str(doubt.path[0]) if doubt.path else ""
    fix = _words(doubt.fix, section) if doubt.fix else ""
    missing = (str(doubt.what.args["key"]),) if doubt.what.key == "plan.missing_key" else ()
    return Fault(
        (*doubt.path, *missing), _words(doubt.what, section), fix, doubt.severity == "error", doubt.column
    )


def _words(reason: Reason, section: str) -> str:
    """The form's own sentence where there is one: the plan's speak of quotation marks and lines."""
    texts = packs.texts(language())
    own = f"plan.form.{reason.key.removeprefix('plan.')}"
    args = dict(reason.args)
    if isinstance(named := args.get("sections"), list):
        args["sections"] = [texts.get(f"plan.section.{one}", one) for one in named]
    for key in ("missing", "field"):
        if key in args:
            named = args[key] if isinstance(args[key], list) else [args[key]]
            args[key] = [field_label(section, str(one)) for one in named]
    return say(Reason(own if own in texts else reason.key, args), texts)
