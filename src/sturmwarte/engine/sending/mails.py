"""Mails to our own people, out of the outbox."""

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings

from sturmwarte.core.reason import Reason
from sturmwarte.engine.sending.notyet import NotYet
from sturmwarte.messengers.mail import Letter, Server, server_of
from sturmwarte.messengers.mail import send as hand_over
from sturmwarte.station.ledger import outbox
from sturmwarte.station.ledger.models import Outgoing
from sturmwarte.station.listen.secrets import unseal
from sturmwarte.wire.errors import Unreachable, Wrong

LOOK_AGAIN, TRY_AGAIN = timedelta(minutes=15), timedelta(minutes=2)
TOO_OLD = timedelta(days=2)
"""A mail about how things stood two days ago helps nobody."""


def send(one: Outgoing, now: datetime) -> None:
    """`target` is the receiver; the payload has `subject`, `text` (or `sealed`: the same, not to be read in
    the database), `lang` and `at`, when it was written."""
    if not settings.SMTP or not settings.MAIL_FROM:
        raise NotYet(Reason("mail.no_sender" if settings.SMTP else "mail.not_set"), now + LOOK_AGAIN)
    words = one.payload
    if now - datetime.fromisoformat(words["at"]) > TOO_OLD:
        raise Wrong("mail.too_old")
    letter = Letter(one.key, one.target, words["subject"], _text(words), words.get("lang", "de"))
    try:
        hand_over(letter, server(), settings.MAIL_FROM, now)
    except Unreachable as trouble:  # an hour's outage must not cost the mails about it
        raise NotYet(trouble.reason, now + TRY_AGAIN) from trouble
    outbox.sent(one, now)


def _text(words: Mapping[str, str]) -> str:
    return unseal(base64.b64decode(words["sealed"]))["text"] if "sealed" in words else words["text"]


def server() -> Server:
    """The server the settings name; raises Wrong."""
    try:
        return server_of(settings.SMTP)
    except ValueError:
        raise Wrong("mail.wrong_setting") from None
