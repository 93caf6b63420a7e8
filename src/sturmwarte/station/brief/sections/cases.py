"""Cases as sentences, for the sections that tell of them."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from sturmwarte.core.post import LIVE
from sturmwarte.station.archive.pages.hostile import excerpt
from sturmwarte.station.archive.pages.view import author_of, opening
from sturmwarte.station.brief.sections.line import Line, View
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.respond.due import due, overdue
from sturmwarte.station.respond.models import Case
from sturmwarte.station.respond.pages.rows import owner
from sturmwarte.station.respond.words import KINDS

QUOTE = 160
OPEN = (Case.State.OPEN, Case.State.TAKEN)
"""By name, as they stand in the index: "not closed" would read every case there ever was."""
_LATE_FIRST = ("due", "priority", "pk")

Say = Callable[[Case, str], str]
"""The sentence of a case; it is given who and what: `Complaint from @karla`."""


def open_cases(who: Permissions) -> "QuerySet[Case]":
    """What this person may see of what is not closed, with when each is due."""
    return who.visible(Case.objects.filter(run=LIVE, state__in=OPEN).annotate(due=due()))


def of_me(who: Permissions) -> Q:
    """With them, or waiting for them or their teams."""
    waiting = Q(taken_by=None) & (Q(owner__in=who.names) | Q(deputy__in=who.names))
    return Q(taken_by=who.user) | waiting if who.names else Q(taken_by=who.user)


def told(section: str, say: Say, view: View, *, urgent: bool = False) -> list[Line]:
    """One line for each case a section chose, with the words it is about."""
    lines = []
    for case in view.cases.get(section, ()):
        found = view.posts.get(case.pk)
        gone = found is None or found.deleted_at is not None or found.held
        author = author_of(found.post) if found else ""
        lines.append(
            Line(
                words=say(case, subject(case, author)),
                address=reverse("case", args=[case.pk]),
                quote="" if gone or found is None else excerpt(opening(found.post), QUOTE),
                urgent=urgent,
                private=case.private,
            )
        )
    return lines


def subject(case: Case, author: str) -> str:
    """`Complaint from @karla`."""
    kind = str(KINDS[case.kind]) if case.kind in KINDS and case.kind != "none" else _("Case %s") % case.pk
    return _("%(what)s from %(who)s") % {"what": kind, "who": author} if author else kind


def whose(case: Case, view: View) -> str:
    """Who has it, from the reader's side."""
    if case.taken_by_id and case.taken_by_id == view.who.user:
        return _("with you")
    if case.taken_by_id is None and case.owner and case.owner == view.who.person:
        return _("waits for you")
    name = owner(case, view.plan)
    if not name:
        return _("nobody is responsible")
    return _("with %s") % name if case.taken_by_id else _("waits for %s") % name


def late_first(cases: "QuerySet[Case]", now: datetime, most: int) -> list[Case]:
    """Those whose deadline or promise has passed, the longest first."""
    return first(cases.filter(overdue(now)).order_by(*_LATE_FIRST), most)


def first(cases: "QuerySet[Case]", most: int) -> list[Case]:
    """The first of a list in its order."""
    # The numbers alone at first: of thousands of whole rows most of the time would go into sorting texts.
    chosen = list(cases.values_list("pk", flat=True)[:most])
    rows = Case.objects.select_related("taken_by").in_bulk(chosen)
    return [rows[pk] for pk in chosen if pk in rows]
