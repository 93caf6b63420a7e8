"""What the draft changes against the active plan and for real posts, and making it active."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte.core.plan.lines import file_differences
from sturmwarte.core.plan.load import load
from sturmwarte.core.plan.references import mentioned
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.sections import SECTIONS
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.pages.hostile import excerpt
from sturmwarte.station.archive.pages.view import opening
from sturmwarte.station.frame.access import call, page, signed_in
from sturmwarte.station.people.permissions import Permissions, of
from sturmwarte.station.plan.actions.active import active_snapshot
from sturmwarte.station.plan.actions.try_draft import activate_draft, dry_run
from sturmwarte.station.plan.errors import DraftError
from sturmwarte.station.plan.models import Draft, Trial
from sturmwarte.station.plan.pages.active import OWNERS, names
from sturmwarte.station.plan.pages.changes import changes
from sturmwarte.station.plan.pages.edit.frame import Around, around, context
from sturmwarte.station.plan.pages.edit.tests import beside, results, waiting
from sturmwarte.station.plan.roles import EDIT

_SHOWN = 25


@dataclass(frozen=True)
class Side:
    """What a plan recommends for a post, in names."""

    verdict: str
    owner: str
    priority: int | None
    minutes: int | None


@dataclass(frozen=True)
class PostChange:
    """`text` is empty where the reader may not see the post."""

    network: str
    id: str
    text: str
    before: Side | None
    after: Side


@page(EDIT)
def difference_page(request: HttpRequest) -> HttpResponse:
    found, active = around(), active_snapshot()
    if found is None:
        return redirect("plan_draft")
    old, new = load(active.files, SECTIONS).plan if active else None, load(found.draft.files, SECTIONS).plan
    more: dict[str, Any] = {
        "active": active,
        "files": file_differences(active.files if active else {}, found.draft.files),
        "told": changes(old or _nothing(), new) if new else None,
        "affected": _affected(old, new),
        "tests": beside(found.draft),
        "dry": _dry(found.draft, of(request), found),
        "trial": _activation(found.draft),
        "open_fold": request.GET.get("files") == "1",
    }
    return render(request, "plan/edit/difference.html", context(request, "plan_difference", found) | more)


@page(EDIT)
def outcome_fragment(request: HttpRequest) -> HttpResponse:
    """The dry run and the activation so far; after an activation the browser is led to where it can be taken
    back."""
    found = around()
    if found is None:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("plan_draft")})
    more = {
        "tests": beside(found.draft),
        "dry": _dry(found.draft, of(request), found),
        "trial": _activation(found.draft),
        "active": active_snapshot(),
    }
    return render(request, "plan/edit/outcome.html", context(request, "plan_difference", found) | more)


@call(EDIT)
def activate(request: HttpRequest) -> HttpResponse:
    given = request.POST.get("revision", "")
    revision = int(given) if given.isdecimal() and len(given) < 10 else 0
    against, reason = request.POST.get("against", ""), request.POST.get("reason", "")
    try:
        activate_draft(signed_in(request), revision, against, reason, timezone.now())
    except DraftError as problem:
        messages.error(request, str(problem))
    return redirect("plan_difference")


@call(EDIT)
def try_posts(request: HttpRequest) -> HttpResponse:
    try:
        dry_run(signed_in(request), timezone.now())
    except DraftError as problem:
        messages.error(request, str(problem))
    return redirect("plan_difference")


def _nothing() -> Plan:
    return Plan({}, "")


def _affected(old: Plan | None, new: Plan | None) -> list[str]:
    """Names of the people and teams that entries name which change."""
    if new is None:
        return []
    known = {**(names(old) if old else {}), **names(new)}
    ids: dict[str, None] = {}
    for section in SECTIONS:
        before, after = (_entries(plan, section.name) for plan in (old, new))
        changed = [one for one in before if one not in after] + [one for one in after if one not in before]
        for one in changed:
            if section.name in OWNERS:
                ids[one.get("id", "")] = None
            ids |= dict.fromkeys(_owners(section.model, one))
    shown = [next((known[name, id] for name in OWNERS if (name, id) in known), "") for id in ids]
    return list(dict.fromkeys(filter(None, shown)))


def _entries(plan: Plan | None, section: str) -> list[dict[str, Any]]:
    value = plan.values.get(section) if plan else None
    rows: list[Any] = value if isinstance(value, list) else [value] if hasattr(value, "model_dump") else []
    return [one.model_dump(mode="json", by_alias=True, exclude_defaults=True) for one in rows]


def _owners(model: Any, entry: dict[str, Any]) -> Iterable[str]:
    shape = getattr(model, "__args__", (model,))[0]
    return (id for _path, ref, id in mentioned(shape, entry, ()) if set(ref.sections) & set(OWNERS))


def _activation(draft: Draft) -> dict[str, Any] | None:
    """The last activation asked for of this revision."""
    trial = (
        Trial.objects.filter(kind=Trial.Kind.ACTIVATE, draft=draft, revision=draft.revision)
        .order_by("-pk")
        .first()
    )
    if trial is None:
        return None
    state = waiting(trial) if trial.state == Trial.State.ASKED else trial.state
    return {"state": state, "failed": results(trial.result.get("tests", []), draft), "result": trial.result}


def _dry(draft: Draft, who: Permissions, found: Around) -> dict[str, Any]:
    """The last dry run of this revision, with the posts this reader may see."""
    trial = (
        Trial.objects.filter(kind=Trial.Kind.ARCHIVE, draft=draft, revision=draft.revision)
        .order_by("-pk")
        .first()
    )
    if trial is None:
        return {"state": "none"}
    if trial.state == Trial.State.ASKED:
        return {"state": waiting(trial)}
    if trial.state == Trial.State.REFUSED:
        return {"state": "errors"}
    changed = trial.result.get("changed", [])
    rows = [_post(one, who, found) for one in changed[:_SHOWN]]
    return {"state": "done", "posts": trial.result.get("posts", 0), "count": len(changed), "rows": rows}


def _post(one: dict[str, Any], who: Permissions, found: Around) -> PostChange:
    post = Archive().get(one["network"], one["id"], may=who.may_read())
    text = excerpt(opening(post.post), 140) if post and not post.held and post.deleted_at is None else ""
    before = _side(one["before"], found) if one["before"] else None
    return PostChange(one["network"] if text else "", one["id"], text, before, _side(one["after"], found))


def _side(one: dict[str, Any], found: Around) -> Side:
    owner = one.get("owner") or ""
    named = {
        str(entry.get("id")): str(entry.get("name") or entry.get("id"))
        for section in OWNERS
        for entry in found.data.get(section) or ()
        if isinstance(entry, dict)
    }
    return Side(
        one["verdict"], named.get(owner, owner) or _("nobody"), one.get("priority"), one.get("minutes")
    )
