"""The lists of the desk: what each keeps, and what it says when it is empty."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.respond import due

Narrow = Callable[[Permissions, datetime], Q]


@dataclass(frozen=True)
class View:
    """A list of cases: its name, what it keeps, and what it says when it is empty."""

    label: "str | Promise"
    keep: Narrow
    empty: "str | Promise"
    closed: bool = False


def _mine(who: Permissions, now: datetime) -> Q:
    taken = Q(taken_by=who.user)
    named = Q(taken_by=None, owner=who.person)
    return (taken | named if who.person else taken) & due.shown(now)


VIEWS = {
    "mine": View(_("Mine"), _mine, _("You have no open case. Take one from the list of all.")),
    "team": View(
        _("Team"),
        lambda who, now: (Q(owner__in=who.names) | Q(deputy__in=who.names)) & due.shown(now),
        _("Your teams have no open case."),
    ),
    "overdue": View(_("Overdue"), lambda _who, now: due.overdue(now), _("Nothing is overdue. Well done.")),
    "unassigned": View(
        _("Unassigned"),
        lambda _who, now: Q(owner="", taken_by=None) & due.shown(now),
        _("Every open case has somebody responsible."),
    ),
    "promised": View(
        _("Promised"),
        lambda _who, _now: Q(promised_until__isnull=False),
        _("Nobody waits for something we promised."),
    ),
    "postponed": View(
        _("Postponed"),
        lambda _who, _now: Q(postponed_at__isnull=False),
        _("Nothing is postponed. What you put aside waits here and comes back by itself."),
    ),
    "all": View(
        _("All"),
        lambda _who, now: due.shown(now),
        _("No open cases. When a post needs an answer, it appears here with its reason and deadline."),
    ),
    "closed": View(
        pgettext_lazy("cases", "Closed"), lambda _who, _now: Q(), _("No case has been closed yet."), True
    ),
}
