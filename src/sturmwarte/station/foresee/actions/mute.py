"""Mutes a topic: its waves are counted and shown as muted, and nobody is told of them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.foresee.actions.changed import WAVE
from sturmwarte.station.foresee.errors import WaveError
from sturmwarte.station.foresee.models import Muted
from sturmwarte.station.foresee.roles import STEP_DOWN, demand_topic
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import Permissions

LONGEST = timedelta(days=90)
"""Nobody remembers why something was muted for longer."""


@transaction.atomic
def mute(who: Permissions, topic: str, until: datetime, reason: str, now: datetime) -> Muted:
    by = demand_topic(who, STEP_DOWN, topic)
    if not topic:
        raise WaveError(_("Say which topic is to be muted."))
    if not reason.strip():
        raise WaveError(_("Say why the topic is to be muted: others will ask."))
    if not now < until <= now + LONGEST:
        raise WaveError(_("Choose an end within the next 90 days."))
    before = Muted.objects.filter(topic=topic).first()
    row, _new = Muted.objects.update_or_create(
        topic=topic, defaults={"until": until, "by": by, "at": now, "reason": reason.strip()[:2000]}
    )
    _tell("wave.mute", by, topic, now, before, row)
    return row


@transaction.atomic
def unmute(who: Permissions, topic: str, now: datetime) -> None:
    by = demand_topic(who, STEP_DOWN, topic)
    before = Muted.objects.filter(topic=topic, until__gt=now).first()
    if before is None:
        raise WaveError(_("This topic is not muted."))
    Muted.objects.filter(topic=topic).delete()
    _tell("wave.unmute", by, topic, now, before, None)


def muted(now: datetime) -> frozenset[str]:
    """The topics that are muted at `now`."""
    return frozenset(Muted.objects.filter(until__gt=now).values_list("topic", flat=True))


def _tell(action: str, by: str, topic: str, now: datetime, before: Muted | None, after: Muted | None) -> None:
    record(
        by,
        action,
        f"topic:{topic}",
        now,
        reason=after.reason if after else "",
        before={"until": before.until.isoformat()} if before else {},
        after={"until": after.until.isoformat()} if after else {},
    )
    announce(WAVE, "", now)
