"""What the list of sources shows of each: state, reason, what came last and what is usual now."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from sturmwarte.channels.describe import Kind, kinds
from sturmwarte.core.listen.hearing import Usual
from sturmwarte.core.listen.hearing.silence import ENOUGH_DAYS, ENOUGH_ITEMS
from sturmwarte.station.frame import formats
from sturmwarte.station.frame.texts import language
from sturmwarte.station.listen.models import Gap, Source, Tally
from sturmwarte.station.listen.pages import week
from sturmwarte.station.listen.pages.learned import usuals
from sturmwarte.station.listen.pages.told import because
from sturmwarte.station.listen.pages.words import worst_first
from sturmwarte.station.plan.pages.active import ActivePlan

STARTING = "hearing.starting"


@dataclass(frozen=True)
class Row:
    source: Source
    kind: str
    state: str
    why: str
    last: datetime | None
    expected: str
    person: str
    channel: str
    bars: list[week.Bar]


def rows(plan: ActivePlan, now: datetime) -> list[Row]:
    """Every source that is not removed, the disturbed first, then by name."""
    found = list(Source.objects.filter(removed_at=None).annotate(last=Max("subscriptions__heard_at")))
    ids, week_ago = [one.pk for one in found], now - week.DAYS * 24 * week.HOUR
    tallies = week.by_source(Tally.objects.filter(source__in=ids, topic="", hour__gte=week_ago - week.HOUR))
    gaps = list(Gap.objects.filter(source__in=ids, until__gte=week_ago))
    known = usuals(found, now)
    made = [
        _row(
            one,
            known[one.pk],
            week.bars(
                week.last_days(
                    one, tallies.get(one.pk, ()), [gap for gap in gaps if gap.source == one.pk], now
                )
            ),
            plan,
            now,
        )
        for one in found
    ]
    return sorted(made, key=lambda row: (worst_first(row.state), row.source.name.casefold()))


def _row(source: Source, usual: Usual, bars: list[week.Bar], plan: ActivePlan, now: datetime) -> Row:
    return Row(
        source,
        kind_name(source.kind),
        state_of(source),
        because(source.why, now),
        source.last,  # type: ignore[attr-defined]
        expected(usual, now),
        plan.name(source.person),
        plan.name(source.channel, "channels"),
        bars,
    )


def kind_of(source: Source) -> Kind | None:
    """What the source's kind says of itself; None for one that is no longer there."""
    return kinds().get(source.kind)


def kind_name(id: str) -> str:
    kind = kinds().get(id)
    return kind.name.in_(language()) if kind else id


def state_of(source: Source) -> str:
    """The state as pages name it: in its first minute a source is neither resting nor heard."""
    return "starting" if source.why.get("key") == STARTING and not source.resting else source.state


def expected(found: Usual, now: datetime) -> str:
    """What usually comes at this time, in plain words."""
    if found.items < ENOUGH_ITEMS or found.days < ENOUGH_DAYS:
        return _("too little history yet")
    hour = found.per_hour(now)
    if hour >= 0.95:
        return _("about %s an hour now") % formats.number(round(hour))
    day = sum(found.per_hour(now + n * week.HOUR) for n in range(24))
    if day >= 0.95:
        return _("about %s a day") % formats.number(round(day))
    return _("about %s a week") % formats.number(max(1, round(found.per_week)))
