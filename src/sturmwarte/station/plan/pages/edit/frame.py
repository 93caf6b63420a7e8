"""What every page of the draft shows: whose last change it was, undo and redo, what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from django.http import HttpRequest
from django.utils.translation import gettext as _

from sturmwarte import packs
from sturmwarte.core.plan.load import Merged, merge
from sturmwarte.core.reason import Reason, say
from sturmwarte.core.sections import SECTIONS
from sturmwarte.station.frame.texts import language
from sturmwarte.station.people.permissions import of
from sturmwarte.station.plan.actions.active import active_snapshot
from sturmwarte.station.plan.actions.draft import current
from sturmwarte.station.plan.editors import may_edit
from sturmwarte.station.plan.forms.faults import Fault, faults
from sturmwarte.station.plan.forms.labels import field_label
from sturmwarte.station.plan.models import Draft, DraftStep
from sturmwarte.station.plan.pages.actors import actors


@dataclass(frozen=True)
class Around:
    """The open draft as pages show it. `undo` and `redo` say what would be taken back, empty for nothing."""

    draft: Draft
    merged: Merged
    faults: list[Fault]
    who: str
    undo: str
    redo: str
    elsewhere: bool

    @property
    def errors(self) -> int:
        """Files that cannot be read count too: what they hold is missing from the forms."""
        return sum(fault.error for fault in self.faults) + len(self.merged.problems)

    @property
    def warnings(self) -> int:
        return sum(not fault.error for fault in self.faults)

    @property
    def data(self) -> Mapping[str, Any]:
        return self.merged.data


def around() -> Around | None:
    """None while there is no draft."""
    draft = current()
    if draft is None:
        return None
    merged = merge(draft.files, SECTIONS)
    near = {one.number: one for one in draft.steps.filter(number__in=(draft.step, draft.step + 1))}
    active = active_snapshot()
    return Around(
        draft,
        merged,
        faults(merged),
        actors([f"user:{draft.changed_by}"])[f"user:{draft.changed_by}"],
        told(near[draft.step]) if draft.step in near else "",
        told(near[draft.step + 1]) if draft.step + 1 in near else "",
        elsewhere=(active.pk if active else None) != draft.based_on_id,
    )


def context(request: HttpRequest, room: str, draft: Around | None) -> dict[str, Any]:
    return {"here": "plan", "room": room, "around": draft, "may_edit": may_edit(of(request))}


def told(step: DraftStep) -> str:
    """What a step did, in names people know."""
    reason = msgspec.convert(step.what, Reason)
    texts = packs.texts(language())
    args = dict(reason.args)
    section = str(args.get("section", ""))
    args["section"] = texts.get(f"plan.section.{section}", section)
    args["entry"] = args.get("entry") or _("general")
    if isinstance(fields := args.get("fields"), list):
        args["fields"] = [field_label(section, str(one)) for one in fields]
    return say(Reason(reason.key, args), texts).replace(
        f"{args['section']} › {args['section']}", args["section"]
    )
