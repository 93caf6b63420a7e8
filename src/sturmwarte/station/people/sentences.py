"""Permissions as sentences, in the reader's language."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sturmwarte.station.frame import formats
from sturmwarte.station.people.words import ROLES
from sturmwarte.station.plan.pages.active import ActivePlan


def sentence(
    role: str, channel: str, topic: str, until: datetime | None, plan: ActivePlan, now: datetime
) -> str:
    """`Member for the channel Mastodon, also its private messages, until 31 Jan 2027.`"""
    words = {
        "role": str(ROLES.get(role, role)),
        "channel": plan.name(channel, "channels"),
        "topic": plan.name(topic, "topics"),
        "until": _day(until, now) if until else "",
    }
    # A short month may bring its own full stop.
    return (f"{_where(channel, topic)}{_how_long(until, now)}" % words).replace("..", ".")


def _where(channel: str, topic: str) -> str:
    if channel and topic:
        return _("%(role)s for the topic %(topic)s on %(channel)s, private messages there included")
    if channel:
        return _("%(role)s for the channel %(channel)s, its private messages included")
    if topic:
        return _("%(role)s for the topic %(topic)s on all channels")
    return _("%(role)s for all channels and topics")


def _how_long(until: datetime | None, now: datetime) -> str:
    if until is None:
        return _(", for good.")
    return _(", until the end of %(until)s.") if until > now else _(", over since %(until)s.")


def _day(until: datetime, now: datetime) -> str:
    # A permission ends at midnight: the day people mean is the one before.
    last = timezone.localtime(until) - timedelta(seconds=1)
    return formats.date(last, timezone.localtime(now), get_language() or "en")
