"""Makes a token and shows it once."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.api.errors import TokenError
from sturmwarte.station.api.models import Token
from sturmwarte.station.api.scopes import MAKE, SCOPES
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import Permissions

PREFIX = "swa_"
"""So that a token found in a log or a repository says what it opens."""
LONGEST = timedelta(days=366)
MOST = 20
"""Tokens of one person that are good at the same time."""


@transaction.atomic
def make_token(
    who: Permissions, name: str, scopes: Collection[str], expires_at: datetime, now: datetime
) -> tuple[Token, str]:
    """(the token's row, the token itself: it is never shown again). Raises `TokenError` with the mend."""
    name = " ".join(name.split())[:100]
    wanted = [scope for scope in SCOPES if scope in set(scopes)]
    user = _check(who, name, wanted, expires_at, now)
    text = PREFIX + secrets.token_urlsafe(32)
    row = Token.objects.create(
        user_id=user, name=name, hash=hashed(text), hint=text[-4:], scopes=wanted,
        made_at=now, expires_at=expires_at,
    )  # fmt: skip
    after = {"name": name, "scopes": wanted, "expires_at": expires_at.isoformat()}
    record(f"user:{who.user}", "api_token.make", f"api_token:{row.pk}", now, after=after)
    announce("token", str(row.pk), now)
    return row, text


def hashed(text: str) -> str:
    # 256 random bits cannot be guessed back from a plain hash, so it may be looked up.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _check(who: Permissions, name: str, wanted: list[str], expires_at: datetime, now: datetime) -> int:
    """Who it is for."""
    if who.user is None or not who.has(MAKE):
        raise TokenError(_("You may not make tokens: ask the owner of the station."))
    if not name:
        raise TokenError(_("Say what the token is for: later you will want to know which one to end."))
    if not wanted:
        raise TokenError(_("Choose at least one thing the token may do."))
    if over := [scope for scope in wanted if not who.has(SCOPES[scope].roles)]:
        raise TokenError(
            _("You may not do this yourself, so the token may not either: %(scopes)s")
            % {"scopes": ", ".join(over)}
        )
    if not now < expires_at <= now + LONGEST:
        raise TokenError(_("Choose an end within the next year."))
    if Token.objects.filter(user_id=who.user, revoked_at=None, expires_at__gt=now).count() >= MOST:
        raise TokenError(_("You have 20 tokens already: end one that is no longer used."))
    return who.user
