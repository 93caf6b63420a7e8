"""What a source brought in the last seven days, hour by hour, and what is usual in a week."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

from django.utils import timezone
from django.utils.translation import get_language

from sturmwarte.core.listen.hearing import Usual
from sturmwarte.station.frame import formats
from sturmwarte.station.listen.models import Gap, Source, Tally

HOUR, DAYS = timedelta(hours=1), 7
HEARD_S = 900
"""An hour of which less was listened to, and that brought nothing, is one that was not heard."""
DEGREES = 5
_BAR_H = 4


@dataclass(frozen=True)
class Hour:
    """`n` items; `heard` false where a zero would be a guess; `known` false before there was a source."""

    at: datetime
    n: int
    heard: bool
    known: bool = True


@dataclass(frozen=True)
class Cell:
    """A field of a heat-map: `degree` 0 to 5, or `unheard`, or neither where there is nothing to say."""

    words: str
    figure: str
    look: str


@dataclass(frozen=True)
class Heat:
    """Rows by day with a cell an hour; `hours` are the columns' heads. `unheard`: something is hatched."""

    rows: list[tuple[str, list[Cell]]]
    hours: Sequence[tuple[str, bool]]
    unheard: bool = False


@dataclass(frozen=True)
class Bar:
    """In per cent of the drawing, as attributes want them."""

    x: str
    width: str
    y: str
    height: str
    unheard: bool


def last_days(source: Source, tallies: Iterable[Tally], gaps: Iterable[Gap], now: datetime) -> list[Hour]:
    """Every hour of the last seven days and the one under way, oldest first."""
    found = {one.hour: one for one in tallies}
    missed = [(gap.since, gap.until) for gap in gaps]
    top = now.replace(minute=0, second=0, microsecond=0)
    hours = [top - HOUR * n for n in range(DAYS * 24, -1, -1)]
    return [_hour(at, found.get(at), missed, source.made_at, now) for at in hours]


def _hour(
    at: datetime, found: Tally | None, missed: list[tuple[datetime, datetime]], made: datetime, now: datetime
) -> Hour:
    n = found.items if found else 0
    listened = found.listened_s if found else 0
    if not n and at + HOUR <= made:
        return Hour(at, 0, False, known=False)
    begun = max(at, made)
    enough = min(HEARD_S, (min(at + HOUR, now) - begun).total_seconds() / 4)
    gap = any(since <= begun and until >= at + HOUR for since, until in missed)
    return Hour(at, n, bool(n) or (listened >= enough and not gap))


def bars(hours: Sequence[Hour]) -> list[Bar]:
    """A small drawing of the week: bars of four hours, hatched where nothing was heard."""
    chunks = [hours[start : start + _BAR_H] for start in range(0, len(hours), _BAR_H)]
    most = max((sum(one.n for one in chunk) for chunk in chunks), default=0) or 1
    width = 100 / max(len(chunks), 1)
    return [
        _bar(chunk, place * width, width, most)
        for place, chunk in enumerate(chunks)
        if any(h.known for h in chunk)
    ]


def _bar(chunk: Sequence[Hour], x: float, width: float, most: int) -> Bar:
    n = sum(one.n for one in chunk)
    if not n and not any(one.heard for one in chunk):
        return Bar(f"{x:.2f}%", f"{width:.2f}%", "0", "100%", True)
    height = max(4.0, 100 * n / most) if n else 2.0
    return Bar(f"{x:.2f}%", f"{width * 0.86:.2f}%", f"{100 - height:.1f}%", f"{height:.1f}%", False)


def heat(hours: Sequence[Hour], words: "Words") -> Heat:
    """The last days as a table: a row a day, today below."""
    local = [(timezone.localtime(one.at), one) for one in hours]
    most = max((one.n for one in hours), default=0)
    lang, today = get_language() or "en", timezone.localtime(hours[-1].at)
    rows: dict[object, dict[int, Cell]] = {}
    for at, one in local:
        rows.setdefault(at.date(), {})[at.hour] = words.cell(one, most)
    made = []
    for at, _one in local:
        if (cells := rows.pop(at.date(), None)) is not None:
            made.append((formats.date(at, today, lang), [cells.get(n, NOTHING) for n in range(24)]))
    return Heat(made, _HEADS, any(not one.heard and one.known for one in hours))


def usual_heat(usual: Usual, days: Sequence[str]) -> Heat:
    """The usual week: items an hour, as learned."""
    most = max(usual.rates)
    return Heat(
        [
            (day, [_usual_cell(usual.rates[n * 24 + hour], most) for hour in range(24)])
            for n, day in enumerate(days)
        ],
        _HEADS,
    )


class Words:
    """What a cell says, in the reader's language: handed in once, asked 168 times."""

    def __init__(self, unheard: str, items: str) -> None:
        self.unheard, self.items = unheard, items

    def cell(self, one: Hour, most: int) -> Cell:
        if not one.known:
            return NOTHING
        at = f"{timezone.localtime(one.at):%H:%M}"
        if not one.heard:
            return Cell(f"{at}: {self.unheard}", "", "unheard")
        return Cell(
            f"{at}: {self.items % one.n}", formats.number(one.n) if one.n else "", f"h{degree(one.n, most)}"
        )


def degree(n: float, most: float) -> int:
    """0 for none, else 1 to 5: by the root, because a single storm must not bleach the other days."""
    if n <= 0 or most <= 0:
        return 0
    return max(1, min(DEGREES, round(DEGREES * sqrt(n / most))))


NOTHING = Cell("", "", "")
_HEADS = tuple((f"{hour}", hour % 3 == 0) for hour in range(24))
"""The hours, and which of them stand above the columns; the others are only said."""


def _usual_cell(rate: float, most: float) -> Cell:
    figure = formats.number(round(rate)) if rate >= 0.95 else ""
    return Cell(f"{rate:.1f}", figure, f"h{degree(rate, most) if rate >= 0.05 else 0}")


def by_source(rows: Iterable[Tally]) -> Mapping[str, list[Tally]]:
    """Tallies of several sources, apart."""
    found: dict[str, list[Tally]] = {}
    for row in rows:
        found.setdefault(row.source, []).append(row)
    return found
