"""Briefings, out of the outbox: written the moment they leave.

So the outbox holds no words of posts, which an erasure would have to find there, and whoever lost their
rights meanwhile gets nothing.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from sturmwarte.core.reason import Reason
from sturmwarte.engine.sending.mails import LOOK_AGAIN, TRY_AGAIN, server
from sturmwarte.engine.sending.notyet import NotYet
from sturmwarte.messengers.mail import Letter
from sturmwarte.messengers.mail import send as hand_over
from sturmwarte.station.brief.errors import NoRights
from sturmwarte.station.brief.letter import Written, written
from sturmwarte.station.brief.models import Mailing
from sturmwarte.station.ledger import outbox
from sturmwarte.station.ledger.models import Outgoing
from sturmwarte.station.people.models import User
from sturmwarte.wire.errors import Unreachable, Wrong

TOO_OLD = timedelta(hours=12)


def send(one: Outgoing, now: datetime) -> None:
    """The payload has `user`, `since` and `at`, when it was due."""
    if not settings.SMTP or not settings.MAIL_FROM:
        raise NotYet(Reason("mail.no_sender" if settings.SMTP else "mail.not_set"), now + LOOK_AGAIN)
    if now - datetime.fromisoformat(one.payload["at"]) > TOO_OLD:
        raise Wrong("mail.too_old")
    user = User.objects.filter(pk=one.payload["user"], is_active=True).first()
    words = _words(user, datetime.fromisoformat(one.payload["since"]), now) if user else None
    if user is None or words is None:
        _leave_it(one)
        return
    letter = Letter(one.key, user.email, words.subject, words.text, words.lang, words.html)
    try:
        hand_over(letter, server(), settings.MAIL_FROM, now)
    except Unreachable as trouble:  # an hour's outage must not cost the mail
        raise NotYet(trouble.reason, now + TRY_AGAIN) from trouble
    outbox.sent(one, now)


def _words(user: User, since: datetime, now: datetime) -> Written | None:
    """None where nothing is to be sent: no rights any more, or calm and only wanted otherwise."""
    row = Mailing.objects.filter(user=user).first()
    if row is None or not any(row.times):
        return None
    with timezone.override(settings.TIME_ZONE):
        try:
            found = written(user, since, now)
        except NoRights:
            return None
    return None if found.calm and not row.calm else found


def _leave_it(one: Outgoing) -> None:
    """Stopped, not failed: nothing is wrong, nobody wants it."""
    Outgoing.objects.filter(pk=one.pk, claimed_by=one.claimed_by, attempts=one.attempts).update(
        state=Outgoing.State.STOPPED, claimed_until=None
    )
