"""What a signed-in person may see and do: any of their grants that is still valid.

A grant is role x channel x topic x until. Private messages are for the people they are assigned to:
those the case names (themselves or their team), and those with a grant for that very channel.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone

from sturmwarte.station.archive.may import May, Scope
from sturmwarte.station.people.away import standing_in_for
from sturmwarte.station.people.models import Role, User
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.respond.models import Case

WORK: frozenset[str] = frozenset({Role.OWNER, Role.LEAD, Role.MEMBER, Role.DUTY})
"""Takes and closes cases."""
NOTE: frozenset[str] = WORK | {Role.APPROVER, Role.AGENCY, Role.LEGAL}
"""Writes notes on cases."""
CASES: frozenset[str] = NOTE | {Role.READER}
"""Sees cases."""
POSTS: frozenset[str] = CASES | {Role.DATA_PROTECTION}
"""Searches the archive."""
EXPORT: frozenset[str] = frozenset({Role.OWNER, Role.LEAD})
"""Takes posts out of the station as a file."""
NAMES: frozenset[str] = frozenset({Role.OWNER, Role.LEAD, Role.DUTY, Role.LEGAL, Role.DATA_PROTECTION})
"""Sees who wrote a post outside cases too."""
PEOPLE: frozenset[str] = frozenset({Role.OWNER})
"""Invites people and says what they may do."""
STAFF: frozenset[str] = frozenset(Role.values) - {Role.AGENCY}
"""Belongs to the company: sees who is away and who stands in."""
LEADS: frozenset[str] = frozenset({Role.OWNER, Role.LEAD})
"""Enters absences for others too."""


@dataclass(frozen=True)
class Held:
    """A valid grant: a role on one channel and topic, or on all (empty)."""

    role: str
    channel: str = ""
    topic: str = ""

    def covers(self, channel: str, topics: Collection[str]) -> bool:
        return self.channel in {"", channel} and (not self.topic or self.topic in topics)


@dataclass(frozen=True)
class Permissions:
    """Everything the pages ask about one person. `names` are the plan ids that mean them: person, teams, and
    the people they stand in for while those are away."""

    user: int | None
    names: frozenset[str] = frozenset()
    person: str = ""
    held: tuple[Held, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.held)

    def has(self, roles: Collection[str]) -> bool:
        return bool(self.roles & set(roles))

    def may_read(self) -> May:
        """What this person may find in the archive."""
        return may(grant for grant in self.held if grant.role in POSTS)

    def may_export(self) -> May:
        return may(grant for grant in self.held if grant.role in EXPORT)

    def sees(self, case: Case) -> bool:
        return self._fits(case, CASES)

    def works(self, case: Case) -> bool:
        return self._fits(case, WORK)

    def notes(self, case: Case) -> bool:
        return self._fits(case, NOTE)

    def visible(self, cases: "QuerySet[Case]") -> "QuerySet[Case]":
        """The cases this person may see, as a filter of the database; agrees with `sees`."""
        held = [grant for grant in self.held if grant.role in CASES]
        if not held:
            return cases.none()
        cases = cases.annotate(topics_text=Cast(F("topics"), TextField()))
        covered = _any(held)
        public = Q(private=False) & covered
        own = [_where(grant) for grant in held if grant.channel]
        assigned = reduce(or_, own, self._assigned()) & covered
        return cases.filter(public | Q(private=True) & assigned)

    def _assigned(self) -> Q:
        return Q(taken_by=self.user) | Q(owner__in=self.names) | Q(deputy__in=self.names)

    def _fits(self, case: Case, roles: frozenset[str]) -> bool:
        fitting = [g for g in self.held if g.role in roles and g.covers(case.channel, case.topics)]
        if not fitting or not case.private:
            return bool(fitting)
        by_name = bool({case.owner, case.deputy} & self.names) or case.taken_by_id == self.user
        return by_name or any(grant.channel for grant in fitting)


NOBODY = Permissions(None)


def of(request: HttpRequest) -> Permissions:
    """The permissions of whoever asks, read once a request."""
    found = getattr(request, "_permissions", None)
    if found is None:
        user = request.user
        found = permissions(user, timezone.now()) if isinstance(user, User) else NOBODY
        request._permissions = found  # type: ignore[attr-defined]
    return found


def permissions(user: User, now: datetime) -> Permissions:
    """What `user` may do at `now`; nothing when the login is switched off."""
    if not user.is_active:
        return NOBODY
    valid = user.grants.filter(Q(until=None) | Q(until__gt=now))
    held = tuple(Held(g.role, g.channel, g.topic) for g in valid)
    plan = active_plan()
    names = plan.names_of(user.person)
    return Permissions(user.pk, names | standing_in_for(names, now, plan), user.person, held)


def _any(held: Iterable[Held]) -> Q:
    """What any of the grants covers. One without limits covers all: an empty Q gets lost in an OR."""
    if any(not grant.channel and not grant.topic for grant in held):
        return Q()
    return reduce(or_, map(_where, held))


def _where(grant: Held) -> Q:
    where = Q(channel=grant.channel) if grant.channel else Q()
    if grant.topic:
        # A JSON list as text: SQLite keeps non-ASCII letters escaped, PostgreSQL keeps them plain.
        escaped, plain = json.dumps(grant.topic), json.dumps(grant.topic, ensure_ascii=False)
        where &= Q(topics_text__contains=escaped) | Q(topics_text__contains=plain)
    return where


def may(held: Iterable[Held]) -> May:
    """Grants as the archive understands them. Names of authors are for those who answer for the station;
    everybody else meets them on the case they work on."""
    held = tuple(held)
    scopes = tuple(Scope(grant.channel, grant.topic, private=bool(grant.channel)) for grant in held)
    return May(scopes, names=any(grant.role in NAMES for grant in held))
