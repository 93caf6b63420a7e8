"""Open cases against their deadlines."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sturmwarte.core.post import LIVE
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.respond.models import Case

_SOON, _TODAY = timedelta(hours=1), timedelta(hours=8)


@dataclass(frozen=True)
class Due:
    """How many cases are due within a span; `share` in per cent of all open ones."""

    words: "str | Promise"
    n: int
    share: int
    address: str
    overdue: bool = False


@dataclass(frozen=True)
class Work:
    open: int
    dues: list[Due]
    nobody: int


def work(who: Permissions, now: datetime) -> Work:
    """One query for all of it."""
    cases = who.visible(Case.objects.filter(run=LIVE)).exclude(state=Case.State.CLOSED)
    n = cases.aggregate(
        open=Count("pk"),
        overdue=Count("pk", filter=Q(deadline__lt=now)),
        soon=Count("pk", filter=Q(deadline__gte=now, deadline__lt=now + _SOON)),
        today=Count("pk", filter=Q(deadline__gte=now + _SOON, deadline__lt=now + _TODAY)),
        later=Count("pk", filter=Q(deadline__gte=now + _TODAY) | Q(deadline=None)),
        nobody=Count("pk", filter=Q(owner="", taken_by=None)),
    )
    desk = reverse("desk")
    return Work(
        n["open"],
        [
            _due(_("overdue"), n["overdue"], n["open"], f"{desk}?view=overdue", overdue=True),
            _due(_("due within an hour"), n["soon"], n["open"], f"{desk}?view=all"),
            _due(_("due within 8 hours"), n["today"], n["open"], f"{desk}?view=all"),
            _due(_("later"), n["later"], n["open"], f"{desk}?view=all"),
        ],
        n["nobody"],
    )


def _due(words: "str | Promise", n: int, total: int, address: str, overdue: bool = False) -> Due:
    return Due(words, n, round(100 * n / total) if total else 0, address, overdue and n > 0)
