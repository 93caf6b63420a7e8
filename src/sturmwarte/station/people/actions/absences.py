"""Enters that somebody is away, and takes it back. Counts with the next post and the next look at a list."""

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.errors import NotYours, WrongDeputy, WrongEnd, WrongNote
from sturmwarte.station.people.models import Absence, User
from sturmwarte.station.people.permissions import LEADS, permissions
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan

KEPT = timedelta(days=30)
"""So long an absence that is over stays, for "who was there last week?"; then it is forgotten."""
LONGEST = timedelta(days=366)

_HEALTH = re.compile(
    r"\b(krank\w*|erkrank\w*|grippe\w*|migräne|op|operation|reha\w*|kur|klinik\w*|krankenhaus|arzt\w*|ärzt\w*"
    r"|burnout|depress\w*|au|arbeitsunfähig\w*|schwanger\w*|mutterschutz|sick\w*|ill|illness|flu|surgery"
    r"|hospital|doctor\w*|medical|pregnan\w*|therap\w*)\b",
    re.IGNORECASE,
)


@transaction.atomic
def enter(  # noqa: PLR0917 - what an absence says
    actor: User, person: str, start: datetime, until: datetime, deputy: str, note: str, now: datetime
) -> Absence:
    """Somebody is away from `start` until `until`. `deputy` is a person or team, or empty: as the plan says.

    Raises NotYours, WrongEnd, WrongDeputy, WrongNote.
    """
    plan = active_plan()
    if not may_enter(actor, person, now, plan):
        raise NotYours(_("You may enter this for yourself and for your team."))
    _check(plan, person, start, until, deputy, note, now)
    absence = Absence.objects.create(
        person=person, start=start, until=until, deputy=deputy, note=note.strip(), entered_by=actor
    )
    _told(actor, "people.away", absence, now)
    Absence.objects.filter(until__lt=now - KEPT).delete()
    return absence


@transaction.atomic
def withdraw(actor: User, absence: Absence, now: datetime) -> None:
    """Takes it back: the person is there again, at once. Raises NotYours."""
    _set(actor, absence, now, "people.back", now)


@transaction.atomic
def restore(actor: User, absence: Absence, now: datetime) -> None:
    """Undoes `withdraw`. Raises NotYours."""
    _set(actor, absence, None, "people.away", now)


def may_enter(actor: User, person: str, now: datetime, plan: ActivePlan | None = None) -> bool:
    """Oneself, whoever leads one's team, and those who lead the station."""
    if not person:
        return False
    who = permissions(actor, now)
    if person == who.person or who.has(LEADS):
        return bool(who.roles) or person == who.person
    teams = (plan or active_plan()).section("teams") or ()
    return any(team.lead == who.person and person in team.members for team in teams if who.person)


def _set(actor: User, absence: Absence, at: datetime | None, action: str, now: datetime) -> None:
    if not may_enter(actor, absence.person, now):
        raise NotYours(_("You may enter this for yourself and for your team."))
    absence.withdrawn_at = at
    absence.save(update_fields=["withdrawn_at"])
    _told(actor, action, absence, now)


def _check(  # noqa: PLR0917 - what an absence says
    plan: ActivePlan, person: str, start: datetime, until: datetime, deputy: str, note: str, now: datetime
) -> None:
    if person not in plan.ids("people"):
        raise NotYours(_("The plan knows nobody of this name."))
    if until <= start:
        raise WrongEnd(_("The end lies before the start."))
    if until <= now:
        raise WrongEnd(_("The end has passed already."))
    if until - start > LONGEST:
        raise WrongEnd(_("This is longer than a year: change who is responsible in the plan instead."))
    if deputy and deputy not in {*plan.ids("people"), *plan.ids("teams")}:
        raise WrongDeputy(_("The plan knows nobody of this name."))
    if deputy == person:
        raise WrongDeputy(_("Nobody stands in for themselves."))
    if _HEALTH.search(note):
        raise WrongNote(_("Please leave out what is about health: “away” is enough, or nothing at all."))


def _told(actor: User, action: str, absence: Absence, now: datetime) -> None:
    after = {"start": absence.start.isoformat(), "until": absence.until.isoformat(), "deputy": absence.deputy}
    record(f"user:{actor.pk}", action, f"person:{absence.person}", now, after=after)
    announce("people", f"person:{absence.person}", now)
    announce("case", "", now)  # lists of cases show who stands in
