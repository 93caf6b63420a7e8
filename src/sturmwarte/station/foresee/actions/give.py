"""Takes another tool's hourly counts as the baseline of a topic that has none of its own yet."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.foresee.actions.changed import WAVE
from sturmwarte.station.foresee.errors import WaveError
from sturmwarte.station.foresee.models import Given
from sturmwarte.station.foresee.roles import BRING, demand_topic
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import Permissions

MOST_HOURS = 3 * 366 * 24
GIVEN = "given"
"""The kind of change that has the engine learn the baseline of a topic anew."""


def give(who: Permissions, topic: str, counts: Iterable[tuple[datetime, float]], now: datetime) -> int:
    """Counts of any width, each by its beginning (aware): they are summed by hour. What was given before for
    the same hours is replaced. Returns the hours now given."""
    by = demand_topic(who, BRING, topic)
    return give_as(by, topic, counts, now)


@transaction.atomic
def give_as(by: str, topic: str, counts: Iterable[tuple[datetime, float]], now: datetime) -> int:
    """As `give`, for the command line, whose user owns the data folder. Raises `WaveError`."""
    hours = _hours(counts, now)
    if not topic:
        raise WaveError(_("Say which topic the counts belong to."))
    if not hours:
        raise WaveError(_("There is no count of an hour that has passed."))
    if len(hours) > MOST_HOURS:
        raise WaveError(_("These are more than three years: bring the newest three."))
    Given.objects.bulk_create(
        [Given(topic=topic, hour=hour, posts=posts) for hour, posts in sorted(hours.items())],
        update_conflicts=True,
        unique_fields=["topic", "hour"],
        update_fields=["posts"],
        batch_size=5_000,
    )
    _tell("wave.give_counts", by, topic, now, after={"hours": len(hours)})
    return len(hours)


@transaction.atomic
def take_back(who: Permissions, topic: str, now: datetime) -> int:
    """Forgets what was given for a topic; returns how many hours went."""
    by = demand_topic(who, BRING, topic)
    gone = Given.objects.filter(topic=topic).delete()[0]
    if not gone:
        raise WaveError(_("No counts were given for this topic."))
    _tell("wave.take_back_counts", by, topic, now, before={"hours": gone})
    return gone


def given(topic: str) -> list[tuple[datetime, float]]:
    """Posts by the hour's beginning, the oldest first."""
    return list(Given.objects.filter(topic=topic).order_by("hour").values_list("hour", "posts"))


def _hours(counts: Iterable[tuple[datetime, float]], now: datetime) -> dict[datetime, float]:
    found: dict[datetime, float] = {}
    for at, posts in counts:
        if at.tzinfo is None or not 0 <= posts < 1e9:
            raise WaveError(_("Each count needs a time with its zone, and a number that is not negative."))
        hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        if hour + timedelta(hours=1) <= now:
            found[hour] = found.get(hour, 0.0) + posts
    return found


def _tell(
    action: str,
    by: str,
    topic: str,
    now: datetime,
    before: Mapping[str, int] | None = None,
    after: Mapping[str, int] | None = None,
) -> None:
    record(by, action, f"topic:{topic}", now, before=before, after=after)
    announce(GIVEN, topic, now)
    announce(WAVE, "", now)
