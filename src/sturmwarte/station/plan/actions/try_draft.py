"""Asks the engine about the draft: to run its tests, to judge the last posts by it, to make it active."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.core.plan.load import load
from sturmwarte.core.sections import SECTIONS
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.jobs import Due, schedule
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.models import User
from sturmwarte.station.plan.actions.active import active_snapshot
from sturmwarte.station.plan.actions.draft import required
from sturmwarte.station.plan.editors import demand_editor
from sturmwarte.station.plan.errors import DraftError, Meanwhile
from sturmwarte.station.plan.models import Draft, PlanSnapshot, Trial

JOB = "plan-trial"
KEPT = 30


@transaction.atomic
def run_tests(user: User, now: datetime) -> Trial:
    """Of the draft as it is. One that waits for this revision already is returned."""
    return _ask(user, Trial.Kind.TESTS, required(), now)


@transaction.atomic
def dry_run(user: User, now: datetime) -> Trial:
    """What the draft would recommend for the last posts, beside what the active plan does."""
    return _ask(user, Trial.Kind.ARCHIVE, required(), now)


@transaction.atomic
def activate_draft(user: User, revision: int, against: str, reason: str, now: datetime) -> Trial:
    """Asks for the draft to become active. `revision` and `against` (the active version, empty for none) are
    what the person saw. Errors are refused here, failed tests by the engine, which runs them once more."""
    demand_editor(user, now)
    draft = required()
    if draft.revision != revision or against != _version(active_snapshot()):
        raise Meanwhile(
            _("The draft or the active plan has changed meanwhile. Look at the difference again.")
        )
    if not reason.strip():
        raise DraftError(_("Say why: the reason is kept with the plan."))
    if errors := load(draft.files, SECTIONS).errors:
        raise DraftError(_("The draft has %s errors. Mend them first.") % len(errors))
    return _ask(user, Trial.Kind.ACTIVATE, draft, now, reason.strip())


def _ask(user: User, kind: str, draft: Draft, now: datetime, reason: str = "") -> Trial:
    actor = demand_editor(user, now)
    waiting = Trial.objects.filter(
        kind=kind, draft=draft, revision=draft.revision, state=Trial.State.ASKED
    ).first()
    if waiting is not None:
        return waiting
    trial = Trial.objects.create(
        kind=kind, draft=draft, revision=draft.revision, asked_at=now, asked_by=user.pk, reason=reason
    )
    record(
        actor,
        f"plan.draft.{kind}",
        f"draft:{draft.pk}",
        now,
        reason=reason,
        after={"revision": draft.revision},
    )
    old = Trial.objects.exclude(kind=Trial.Kind.ACTIVATE).order_by("-pk").values_list("pk", flat=True)[KEPT:]
    Trial.objects.filter(pk__in=list(old)).delete()
    return _scheduled(trial, now)


def _scheduled(trial: Trial, now: datetime) -> Trial:
    schedule(Due(JOB, f"{JOB}:{trial.pk}", now, payload={"trial": trial.pk}))
    announce("draft", str(trial.draft_id or ""), now)
    return trial


def _version(snapshot: PlanSnapshot | None) -> str:
    return snapshot.version if snapshot else ""
