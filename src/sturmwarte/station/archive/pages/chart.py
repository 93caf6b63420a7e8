"""A small histogram of the found posts: one bar an hour or a day, drawn by the server."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from sturmwarte.station.archive.pages.between import Between
from sturmwarte.station.archive.records import Grain, Histogram

WIDTH, HEIGHT = 1000, 40
_MOST_BARS = 120


@dataclass(frozen=True)
class Bar:
    """Places in units of the drawing; `says` is what stands in the table and on hover.

    `address` limits the search to the bar's time.
    """

    x: float
    y: float
    width: float
    height: float
    says: str
    n: int
    address: dict[str, str]


def bars(histogram: Histogram, grain: Grain) -> list[Bar]:
    """The newest buckets, in order. A bucket without a bar held no found post."""
    step = timedelta(days=1) if grain == "day" else timedelta(hours=1)
    known = dict(histogram.buckets)
    if len(known) < 2:
        return []
    last = max(known)
    first = max(min(known), last - step * (_MOST_BARS - 1))
    places = round((last - first) / step) + 1
    most, width = max(known.values()), WIDTH / places
    return [
        Bar(
            x=round((at - first) / step * width, 1),
            y=round(HEIGHT - max(2.0, HEIGHT * n / most), 1),
            width=round(max(1.0, width - 2), 1),
            height=round(max(2.0, HEIGHT * n / most), 1),
            says=_between(at, grain).words,
            n=n,
            address=_between(at, grain).address,
        )
        for at, n in sorted(known.items())
        if at >= first
    ]


def _between(at: datetime, grain: Grain) -> Between:
    since = timezone.localtime(at)
    if grain == "day":  # the next midnight, also where a day has 23 or 25 hours
        return Between(since, since + timedelta(days=1))
    return Between(since, timezone.localtime(at + timedelta(hours=1)))
