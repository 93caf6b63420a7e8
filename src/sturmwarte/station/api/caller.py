"""Who calls: a token, its person, and what the two together may do."""

import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from sturmwarte.station.api.actions.make_token import hashed
from sturmwarte.station.api.errors import Problem
from sturmwarte.station.api.models import Token
from sturmwarte.station.api.scopes import SCOPES
from sturmwarte.station.archive.may import May
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.listen.limits import Limits
from sturmwarte.station.people.models import User
from sturmwarte.station.people.permissions import Permissions, permissions
from sturmwarte.station.respond.models import Case

CALLS_PER_S, CALLS_AT_ONCE = 20.0, 100
WRONG_PER_S, WRONG_AT_ONCE = 0.5, 30
"""For calls with a token that opens nothing, by the address they come from."""
_calls = Limits(CALLS_PER_S, CALLS_AT_ONCE, time.monotonic)
_wrong = Limits(WRONG_PER_S, WRONG_AT_ONCE, time.monotonic)


@dataclass(frozen=True)
class Caller:
    """`now` is the station's time of this call."""

    token: Token
    user: User
    who: Permissions
    now: datetime

    def may_read(self) -> May:
        """What of the archive the token opens: its person's part, without names and private messages unless
        it may those too."""
        may = self.who.may_read()
        if "private:read" not in self.token.scopes:
            may = replace(may, scopes=tuple(replace(one, private=False) for one in may.scopes))
        return may if "names:read" in self.token.scopes else may.pseudonymous()

    def visible(self, cases: "QuerySet[Case]") -> "QuerySet[Case]":
        found = self.who.visible(cases)
        return found if "private:read" in self.token.scopes else found.filter(private=False)

    def sees(self, case: Case) -> bool:
        return self.who.sees(case) and (not case.private or "private:read" in self.token.scopes)


class Needs(HttpBearer):
    """A bearer token (RFC 6750) with a scope, whose person has one of the roles that scope asks for."""

    openapi_description = "A token made under Station, API."

    def __init__(self, scope: str, roles: Collection[str] | None = None) -> None:
        super().__init__()
        self.scope = scope
        self.roles = SCOPES[scope].roles if roles is None else roles

    def __call__(self, request: HttpRequest) -> Any:
        scheme, _blank, token = request.headers.get(self.header, "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Problem(401, "no-token", "Send the token: Authorization: Bearer swa_...")
        return self.authenticate(request, token.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        caller = _caller(request, token)
        if wait := _calls.wait(str(caller.token.pk)):
            raise Problem(429, "too-many-calls", "Too many calls: wait, then go on more slowly.", wait=wait)
        if self.scope not in caller.token.scopes:
            raise Problem(
                403, "scope", f"This token may not do that: it needs the scope {self.scope}. Make a new one."
            )
        if not caller.who.has(self.roles):
            raise Problem(403, "role", "The token's person may not do that: ask the owner of the station.")
        return caller


def caller(request: HttpRequest) -> Caller:
    """Who calls, in an operation that only tokens reach."""
    found = getattr(request, "auth", None)
    assert isinstance(found, Caller), "declare `auth=Needs(...)`"
    return found


def _caller(request: HttpRequest, text: str) -> Caller:
    real = timezone.now()
    row = Token.objects.select_related("user").filter(hash=hashed(text)).first()
    if row is None or row.revoked_at is not None or row.expires_at <= real or not row.user.is_active:
        if wait := _wrong.wait(request.META.get("REMOTE_ADDR", "")):
            raise Problem(429, "too-many-calls", "Too many calls with a wrong token: wait.", wait=wait)
        raise Problem(401, "wrong-token", "This token is unknown, expired or ended: make a new one.")
    if row.used_on != real.date():
        Token.objects.filter(pk=row.pk).update(used_on=real.date())
    return Caller(row, row.user, permissions(row.user, real), story_time())
