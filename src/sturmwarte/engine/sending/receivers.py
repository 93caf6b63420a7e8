"""Who is told: whoever looks after it, their deputy while they are away, else the owners of the station."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q

from sturmwarte.station.people.away import away
from sturmwarte.station.people.models import Role, User
from sturmwarte.station.plan.pages.active import ActivePlan


@dataclass(frozen=True)
class Receiver:
    email: str
    lang: str


def receivers(responsible: str, plan: ActivePlan, now: datetime, today: date) -> list[Receiver]:
    """At least one wherever the station has an owner with a mail address."""
    gone = frozenset(away(now))
    people = list(dict.fromkeys(_people(responsible, plan, today, gone, frozenset())))
    found = [one for person in people if (one := _of_person(person, plan)) is not None]
    return list(dict.fromkeys(found)) or owners(now)


def owners(now: datetime) -> list[Receiver]:
    held = Q(grants__role=Role.OWNER) & (Q(grants__until=None) | Q(grants__until__gt=now))
    users = User.objects.filter(held, is_active=True).distinct().order_by("pk")
    return [Receiver(user.email, _lang(user)) for user in users if user.email]


def _people(
    id: str, plan: ActivePlan, today: date, gone: frozenset[str], asked: frozenset[str]
) -> Iterator[str]:
    """The people a plan id means, deputies in place of those away: by the plan, or `gone` since. `asked` ends
    circles of deputies."""
    if not id or id in asked:
        return
    asked |= {id}
    team = _entry(plan, "teams", id)
    if team is not None:
        here = [m for m in team.members if m not in gone and not _away(_entry(plan, "people", m), today)]
        yield from here or _people(team.deputy or "", plan, today, gone, asked)
        return
    person = _entry(plan, "people", id)
    if person is not None and (id in gone or _away(person, today)):
        stepping_in = list(_people(person.deputy or "", plan, today, gone, asked))
        yield from stepping_in or [id]
    elif person is not None:
        yield id


def _entry(plan: ActivePlan, section: str, id: str) -> Any:
    return next((one for one in plan.section(section) or () if one.id == id), None)


def _away(person: Any, today: date) -> bool:
    return person is not None and any(one.start <= today <= one.end for one in person.absences)


def _of_person(id: str, plan: ActivePlan) -> Receiver | None:
    """By their login; by the plan's address where they have none."""
    user = User.objects.filter(person=id, is_active=True).first()
    if user is not None and user.email:
        return Receiver(user.email, _lang(user))
    person = _entry(plan, "people", id)
    return Receiver(person.email, _standard()) if person and person.email else None


def _lang(user: User) -> str:
    return "en" if (user.language or _standard()).startswith("en") else "de"


def _standard() -> str:
    return "en" if settings.LANGUAGE_CODE.startswith("en") else "de"
