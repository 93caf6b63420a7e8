"""Whose token this is, what it may, and what is going on."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router, Schema

from sturmwarte.station.api.caller import Needs, caller
from sturmwarte.station.frame.access import ANY_ROLE
from sturmwarte.station.ledger.announce import changes_after

router = Router(tags=["station"])
After = Annotated[int, Field(ge=0, le=2**63 - 1)]
SHOWN = frozenset({"case", "overdue", "wave", "source", "plan"})
"""Kinds of change whose `ref` is told."""


class Me(Schema):
    """The person a token acts for, and the token."""

    name: str
    person: str
    roles: list[str]
    scopes: list[str]
    expires_at: datetime


class Change(Schema):
    """Something changed; fetch it to see what. `ref` is told only where it names nobody."""

    id: int
    kind: str
    ref: str
    at: datetime


class Changes(Schema):
    """`last` is the `after` of the next call."""

    items: list[Change]
    last: int


@router.get("/me", auth=Needs("plan:read"), response=Me, summary="Whose token this is")
def me(request: HttpRequest) -> Me:
    who = caller(request)
    return Me(
        name=str(who.user),
        person=who.who.person,
        roles=sorted(who.who.roles),
        scopes=who.token.scopes,
        expires_at=who.token.expires_at,
    )


@router.get(
    "/changes", auth=Needs("plan:read", ANY_ROLE), response=Changes, summary="What changed since a change"
)
def changes(request: HttpRequest, after: After = 0) -> Changes:
    """Oldest first, at most 500. Only the newest 20,000 changes are kept: who comes later starts anew."""
    found = changes_after(after)
    items = [
        Change(id=one.pk, kind=one.kind, ref=one.ref if one.kind in SHOWN else "", at=one.at) for one in found
    ]
    return Changes(items=items, last=items[-1].id if items else after)
