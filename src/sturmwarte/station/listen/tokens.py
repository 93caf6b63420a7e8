"""Tokens with which others hand in posts for one channel. The station keeps a hash and shows a token once."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from sturmwarte.station.ledger.record import record
from sturmwarte.station.listen.models import ChannelToken

PREFIX = "sw_"
"""So that a token found in a log or a repository says what it opens."""


@transaction.atomic
def make_token(channel: str, actor: str, now: datetime) -> str:
    """A new token for a channel; earlier ones stay good until revoked."""
    token = PREFIX + secrets.token_urlsafe(32)
    ChannelToken.objects.create(
        channel=channel, hash=_hash(token), hint=token[-4:], made_at=now, made_by=actor
    )
    record(actor, "channel_token.make", channel, now, after={"hint": token[-4:]})
    return token


@transaction.atomic
def revoke_tokens(channel: str, actor: str, now: datetime, hint: str = "") -> int:
    """Ends a channel's tokens, or the one that ends in `hint`; returns how many ended."""
    good = ChannelToken.objects.filter(channel=channel, revoked_at=None)
    count = (good.filter(hint=hint) if hint else good).update(revoked_at=now)
    record(actor, "channel_token.revoke", channel, now, after={"hint": hint, "count": count})
    return count


def channel_of(token: str) -> str | None:
    """The channel a token is good for; None for a token that is unknown or revoked."""
    # A token has 256 random bits, so its plain hash cannot be guessed back and may be looked up.
    found = ChannelToken.objects.filter(hash=_hash(token), revoked_at=None).first()
    return found.channel if found else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
