"""One step on many cases at once, each told of by itself; and all of it taken back."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from sturmwarte.station.people.models import User
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.respond.actions.assign import assign
from sturmwarte.station.respond.actions.close import close
from sturmwarte.station.respond.actions.errors import CaseError, Stale
from sturmwarte.station.respond.actions.ignore import ignore
from sturmwarte.station.respond.actions.note import note
from sturmwarte.station.respond.actions.postpone import postpone
from sturmwarte.station.respond.actions.take import take
from sturmwarte.station.respond.actions.undo import undo
from sturmwarte.station.respond.models import Case, Decision

MOST = 500

Act = Callable[[Case, User, int, datetime], object]


@dataclass(frozen=True)
class Left:
    """A case that was left alone, and why."""

    case: int
    why: str


@dataclass(frozen=True)
class Done:
    """`id` names what was done, for `undo_bulk`; `cases` those it was done to, by number."""

    id: str
    cases: list[int] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


@dataclass(frozen=True)
class Wish:
    """What to do to all of them: `what` is a key of ACTS, the rest as its action takes it."""

    what: str
    to: User | str = ""
    until: datetime | None = None
    result: str = ""
    words: str = ""

    def act(self, case: Case, user: User, revision: int, now: datetime) -> object:
        return ACTS[self.what](self)(case, user, revision, now)


ACTS: dict[str, Callable[[Wish], Act]] = {
    "take": lambda _: take,
    "assign": lambda wish: lambda case, user, seen, now: assign(case, user, wish.to, seen, now),
    "postpone": lambda w: lambda case, user, seen, now: postpone(case, user, w.until, w.words, seen, now),
    "ignore": lambda wish: lambda case, user, seen, now: ignore(case, user, wish.words, seen, now),
    "close": lambda w: lambda case, user, seen, now: close(case, user, w.result, w.words, seen, now),
    "note": lambda wish: lambda case, user, _seen, now: note(case, user, wish.words, now),
}


@transaction.atomic
def bulk(user: User, who: Permissions, wish: Wish, seen: Mapping[int, int], now: datetime) -> Done:
    """`seen`: the cases by number, each with the revision the page showed. Those that moved on meanwhile, or
    cannot have it done to them, are named and left alone; all the others are done, in one transaction.

    Raises `CaseError` for more than MOST, or an unknown wish.
    """
    if wish.what not in ACTS:
        raise CaseError(_("Choose what to do with the cases."))
    if len(seen) > MOST:
        raise CaseError(_("At most %d cases at once. Choose fewer.") % MOST)

    def act(case: Case) -> object:
        return wish.act(case, user, seen[case.pk], now)

    return _each(user, who, list(seen), act)


@transaction.atomic
def undo_bulk(user: User, who: Permissions, id: str, now: datetime) -> Done:
    """Takes back what `bulk` did, where it still is one's own last step."""
    steps = Decision.objects.filter(bulk=id, by=user, undone_at=None) if id else Decision.objects.none()
    mine = dict(steps.values_list("case", "pk"))
    if not mine:
        raise CaseError(_("There is nothing left to undo."))

    def act(case: Case) -> object:
        latest = case.decisions.filter(by=user, undone_at=None).exclude(action="undo").order_by("-pk").first()
        if latest is None or latest.pk != mine[case.pk]:
            raise Stale(case)
        return undo(case, user, case.revision, now)

    return _each(user, who, list(mine), act)


def _each(user: User, who: Permissions, numbers: list[int], act: Callable[[Case], object]) -> Done:
    done = Done(secrets.token_hex(16))
    last = Decision.objects.aggregate(last=Max("pk"))["last"] or 0
    found = Case.objects.in_bulk(numbers)
    for number in numbers:
        case = found.get(number)
        if case is None or not who.works(case):
            done.left.append(Left(number, _("It is not yours to change.")))
            continue
        try:
            with transaction.atomic():
                act(case)
            done.cases.append(number)
        except Stale:
            done.left.append(Left(number, _("It has moved on meanwhile.")))
        except CaseError as problem:
            done.left.append(Left(number, str(problem)))
    made = Decision.objects.filter(pk__gt=last, case__in=done.cases, by=user).exclude(action="undo")
    made.update(bulk=done.id)
    return done
