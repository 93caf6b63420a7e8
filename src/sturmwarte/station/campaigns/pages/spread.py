"""How a campaign spread: one bar an hour, drawn by the server; hours nobody listened are not zeros."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from sturmwarte.station.archive.pages.between import Between
from sturmwarte.station.archive.records import Interval

WIDTH, HEIGHT = 1000, 64
MOST_BARS, SPARKS = 120, 24
HOUR = timedelta(hours=1)
HEARD = frozenset({"hearing", "quiet"})


@dataclass(frozen=True)
class Bar:
    """An hour: its place in the drawing, and whether anything was listened to then."""

    x: float
    y: float
    width: float
    height: float
    n: int
    heard: bool
    says: str
    address: dict[str, str]


def hours(per_hour: Mapping[str, int]) -> dict[datetime, int]:
    return {datetime.fromisoformat(at).astimezone(UTC): n for at, n in per_hour.items()}


def bars(per_hour: Mapping[str, int], coverage: Iterable[Interval]) -> list[Bar]:
    """The newest hours in order. One without a bar had no post; one that was not heard says so."""
    known = hours(per_hour)
    if len(known) < 2:
        return []
    last = max(known)
    first = max(min(known), last - HOUR * (MOST_BARS - 1))
    states = list(coverage)
    places = round((last - first) / HOUR) + 1
    width, most = WIDTH / places, max(known.values())
    found = []
    for place in range(places):
        at = first + place * HOUR
        n, heard = known.get(at, 0), _heard(at, states)
        if n or not heard:
            height = max(3.0, HEIGHT * n / most) if n else float(HEIGHT)
            found.append(_bar(at, n, heard, place * width, width, height))
    return found


def _bar(at: datetime, n: int, heard: bool, x: float, width: float, height: float) -> Bar:
    span = Between(timezone.localtime(at), timezone.localtime(at + HOUR))
    wide = max(1.0, min(width - 1, 90.0))
    return Bar(
        round(x, 1), round(HEIGHT - height, 1), round(wide, 1), round(height, 1),
        n, heard or n > 0, span.words, span.address,
    )  # fmt: skip


def _heard(at: datetime, states: Sequence[Interval]) -> bool:
    """False only where something is known of the hour and nothing was listened to in it."""
    then = [one for one in states if one.since < at + HOUR and (one.until is None or one.until > at)]
    return not then or any(one.state in HEARD for one in then)


def spark(per_hour: Mapping[str, int]) -> list[tuple[float, float, float]]:
    """(x, y, height) of small bars in a drawing of 96 x 20: the campaign's whole time in 24 steps."""
    known = hours(per_hour)
    if not known:
        return []
    first, last = min(known), max(known)
    step = max(HOUR, (last - first + HOUR) / SPARKS)
    counts = [0] * SPARKS
    for at, n in known.items():
        counts[min(SPARKS - 1, int((at - first) / step))] += n
    most = max(counts)
    heights = [(place, max(2.0, round(20 * n / most, 1))) for place, n in enumerate(counts) if n]
    return [(place * 4, round(20 - height, 1), height) for place, height in heights]
