"""The headings between the rows of a list: what is overdue, what is due today, what is new."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Protocol, TypeVar

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sturmwarte.station.respond.due import due_of, is_overdue
from sturmwarte.station.respond.models import Case
from sturmwarte.station.respond.pages.asked import Asked

NEW = timedelta(hours=1)
Word = str | Promise


class _HasCase(Protocol):
    @property
    def case(self) -> Case: ...


AnyRow = TypeVar("AnyRow", bound=_HasCase)


def grouped(rows: Sequence[AnyRow], asked: Asked, now: datetime) -> list[tuple[Word, list[AnyRow]]]:
    """Rows in their order, each stretch of the same heading together."""
    name = {"due": _by_due, "newest": _by_begin, "moved": _by_move, "priority": _by_priority}[asked.sort]
    if asked.view == "closed":
        name = _by_end
    return [(word, list(some)) for word, some in groupby(rows, key=lambda row: name(row.case, now))]


def _by_due(case: Case, now: datetime) -> Word:
    moment = due_of(case)
    if moment is None:
        return _("Without deadline")
    if is_overdue(case, now):
        return _("Overdue")
    days = _days(now, moment)
    return _("Due today") if days == 0 else _("Due tomorrow") if days == 1 else _("Due later")


def _by_begin(case: Case, now: datetime) -> Word:
    return _since(case.opened_at, now)


def _by_move(case: Case, now: datetime) -> Word:
    return _since(case.moved_at or case.opened_at, now)


def _by_end(case: Case, now: datetime) -> Word:
    return _since(case.closed_at or case.opened_at, now)


def _by_priority(case: Case, _now: datetime) -> Word:
    return _PRIORITIES.get(case.priority, _("Priority 5"))


_PRIORITIES = {
    1: _("Priority 1"),
    2: _("Priority 2"),
    3: _("Priority 3"),
    4: _("Priority 4"),
    5: _("Priority 5"),
}


def _since(moment: datetime, now: datetime) -> Word:
    if now - moment < NEW:
        return _("New in the last hour")
    days = _days(moment, now)
    return _("Today") if days <= 0 else _("Yesterday") if days == 1 else _("Earlier")


def _days(first: datetime, last: datetime) -> int:
    return (timezone.localtime(last).date() - timezone.localtime(first).date()).days
