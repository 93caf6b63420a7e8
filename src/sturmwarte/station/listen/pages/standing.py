"""How a source stands: its subscriptions, its gaps, what is usual, the access, its probes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sturmwarte.station.archive.pages import hostile
from sturmwarte.station.frame import formats
from sturmwarte.station.listen.models import Gap, Probe, Rejected, Source, Tally
from sturmwarte.station.listen.pages import week
from sturmwarte.station.listen.pages.learned import usuals
from sturmwarte.station.listen.pages.outcome import Who
from sturmwarte.station.listen.pages.rows import expected, kind_of
from sturmwarte.station.listen.pages.setup import is_called
from sturmwarte.station.listen.pages.told import because
from sturmwarte.station.plan.pages.active import ActivePlan

MOST_GAPS, MOST_PROBES = 10, 5
SOON, WEEK = timedelta(days=14), timedelta(days=8)


@dataclass(frozen=True)
class Line:
    """A subscription. `trouble` and `slowed` in words; `next_at` when it asks again."""

    name: str
    topic: str
    streams: bool
    asked_at: datetime | None
    heard_at: datetime | None
    items: int
    trouble: str
    trouble_since: datetime | None
    slowed: str
    next_at: datetime | None


@dataclass(frozen=True)
class Missed:
    since: datetime
    until: datetime
    length: str
    why: str
    what: str


@dataclass(frozen=True)
class Tried:
    """A probe: `delay` from sending to the archive, or what went wrong, or that it is under way."""

    at: datetime
    delay: str
    heard: str
    trouble: str


def words(row: Source, plan: ActivePlan, now: datetime) -> dict[str, Any]:
    tallies = list(Tally.objects.filter(source=row.pk, topic="", hour__gte=now - WEEK))
    gaps = list(Gap.objects.filter(source=row.pk).order_by("-since")[: MOST_GAPS * 3])
    found = usuals([row], now)[row.pk]
    lines = list(_lines(row, plan, now))
    kind = kind_of(row)
    return {
        "lines": lines,
        "last": max((one.heard_at for one in lines if one.heard_at), default=None),
        "expected": expected(found, now),
        "heat": week.heat(week.last_days(row, tallies, gaps, now), week.Words(_("not heard"), _("%d posts"))),
        "usual": week.usual_heat(found, _days()) if found.items and found.days >= 1 else None,
        "learned_days": int(found.days),
        "gaps": [_missed(gap, plan, now) for gap in gaps[:MOST_GAPS]],
        "rejected": Rejected.objects.filter(channel=row.channel).aggregate(n=Count("pk"), last=Max("at")),
        "probes": [
            _tried(one, now)
            for one in Probe.objects.filter(source=row.pk).order_by("-asked_at")[:MOST_PROBES]
        ],
        "can_probe": kind is not None and "probe" in kind.abilities,
        "is_called": kind is not None and is_called(kind),
        "hook": f"{settings.PUBLIC_URL}/hook/{row.pk}/",
        "ends_soon": row.expires is not None and row.expires - now < SOON,
        "who": _who(row, now) if row.account else None,
    }


def _who(row: Source, now: datetime) -> Who:
    """The account as it was when the access was last checked."""
    told = {
        name: [because(one, now) for one in row.account.get(name) or () if isinstance(one, dict)]
        for name in ("missing", "notes")
    }
    return Who(
        hostile.excerpt(row.account.get("name", ""), 120),
        hostile.excerpt(row.account.get("id", ""), 120),
        row.account.get("url", ""),
        row.expires,
        **told,
    )


def _lines(row: Source, plan: ActivePlan, now: datetime) -> Iterable[Line]:
    """Those in trouble first."""
    for one in row.subscriptions.filter(ended=False).order_by("trouble_since", "name"):
        yield Line(
            one.name,
            plan.name(one.topic, "topics"),
            one.streams,
            one.asked_at,
            one.heard_at,
            one.items,
            because(one.trouble, now),
            one.trouble_since,
            because(one.slowed, now),
            one.next_at if one.next_at and one.next_at > now else None,
        )


def _missed(gap: Gap, plan: ActivePlan, now: datetime) -> Missed:
    what = plan.name(gap.topic, "topics") or gap.subscription
    return Missed(gap.since, gap.until, formats.span(gap.until - gap.since), because(gap.why, now), what)


def _tried(one: Probe, now: datetime) -> Tried:
    start = one.sent_at or one.asked_at
    return Tried(
        one.asked_at,
        _seconds(one.kept_at - start) if one.kept_at else "",
        _seconds(one.heard_at - start) if one.heard_at else "",
        because(one.trouble, now),
    )


def _seconds(length: timedelta) -> str:
    seconds = max(0.0, length.total_seconds())
    if seconds >= 90:
        return formats.span(length)
    figure = f"{seconds:.1f}"
    return f"{figure.replace('.', ',') if (get_language() or 'de').startswith('de') else figure} s"


def _days() -> list[str]:
    lang = "de" if (get_language() or "de").startswith("de") else "en"
    return [day[: 2 if lang == "de" else 3] for day in formats._DAYS[lang]]
