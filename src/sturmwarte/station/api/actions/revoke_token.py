"""Ends a token at once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.api.errors import TokenError
from sturmwarte.station.api.models import Token
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import PEOPLE, Permissions


@transaction.atomic
def revoke_token(who: Permissions, id: int, now: datetime) -> Token:
    """One's own, or as the owner of the station anybody's. Raises `TokenError` for any other."""
    row = Token.objects.filter(pk=id, revoked_at=None).first()
    if row is None or who.user is None or not (row.user_id == who.user or who.has(PEOPLE)):
        raise TokenError(_("There is no such token of yours."))
    Token.objects.filter(pk=row.pk).update(revoked_at=now)
    record(f"user:{who.user}", "api_token.revoke", f"api_token:{row.pk}", now, before={"name": row.name})
    announce("token", str(row.pk), now)
    return row
