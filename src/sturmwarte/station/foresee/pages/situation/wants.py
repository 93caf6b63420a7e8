"""What the posts of the last hours want from us, and what the station recommends; beside what is usual."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import mean

from django.utils import timezone
from django.utils.http import urlencode

from sturmwarte.station.archive import May
from sturmwarte.station.archive.counting import EVERYTHING
from sturmwarte.station.archive.recommended import recommended
from sturmwarte.station.foresee.pages import links
from sturmwarte.station.foresee.pages.habit import HISTORY, kind_habits
from sturmwarte.station.foresee.pages.heard import counted
from sturmwarte.station.foresee.pages.saying import figure
from sturmwarte.station.respond.words import KINDS, VERDICTS

LATELY = timedelta(hours=6)
_MOST, _DAYS, _FEWEST_DAYS, _REMEMBERED = 7, 7, 3, 20


@dataclass(frozen=True)
class Value:
    """A request or recommendation with the posts behind it; `share` and `was` in per cent of the longest bar.
    `usual` is empty where it is not known."""

    words: str
    n: int
    usual: str
    share: int
    was: int | None
    address: str
    icon: str = ""


@dataclass(frozen=True)
class Wants:
    since: datetime
    kinds: list[Value]
    verdicts: list[Value]
    address: str


def wants(may: May, topics: list[str], now: datetime) -> Wants | None:
    """None where nothing was heard. Requests come from counters; recommendations from the posts of these
    hours, and what is usual of them is remembered until the hour is over."""
    since = (now - LATELY).replace(second=0, microsecond=0)
    counts = counted(may, _of(may, topics), since, now, "kind")
    told = recommended(since, now, may)
    if not counts and not told:
        return None
    habits = kind_habits(_of(may, topics), may, now)
    known = {kind: habit.expected(since, now) for kind, habit in habits.items()}
    return Wants(
        since,
        _values(
            {id: (str(words), "") for id, words in KINDS.items() if id != "none"},
            counts,
            known,
            lambda id: links.archive(f"kind:{id}", since, now),
        ),
        _values(
            {id: (str(words), icon) for id, (words, icon) in VERDICTS.items()},
            told,
            _usual_verdicts(may, since, now),
            lambda id: f"{links.archive('', since, now)}&{urlencode({'verdict': id})}",
        ),
        links.archive("", since, now),
    )


def _of(may: May, topics: list[str]) -> list[str]:
    """The total where the reader may see every topic, else theirs."""
    return [EVERYTHING] if any(not scope.topic for scope in may.scopes) else topics


_known: dict[object, dict[str, float]] = {}


def _usual_verdicts(may: May, since: datetime, now: datetime) -> Mapping[str, float | None]:
    """The mean of the same hours on the last days of the same sort; empty where fewer than three are."""
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    key = (hour, may, str(timezone.get_current_timezone()))
    if key not in _known:
        while len(_known) >= _REMEMBERED:
            _known.pop(next(iter(_known)), None)
        _known[key] = _learned(may, hour)
    minutes = (now - since) / LATELY
    return {id: n * minutes for id, n in _known[key].items()}


def _learned(may: May, hour: datetime) -> dict[str, float]:
    weekend = timezone.localtime(hour).weekday() >= 5
    days: list[dict[str, int]] = []
    for back in range(1, HISTORY.days):
        until = hour - timedelta(days=back)
        if (timezone.localtime(until).weekday() >= 5) == weekend and len(days) < _DAYS:
            days.append(recommended(until - LATELY, until, may))
    days = [day for day in days if day]
    if len(days) < _FEWEST_DAYS:
        return {}
    return {id: mean(day.get(id, 0) for day in days) for id in {id for day in days for id in day}}


def forget() -> None:
    """Nothing is remembered any more: a test begins."""
    _known.clear()


def _values(
    names: Mapping[str, tuple[str, str]],
    counts: Mapping[str, int],
    usual: Mapping[str, float | None],
    address: Callable[[str], str],
) -> list[Value]:
    """The most frequent first; what is missing although it is usual stands there too, with its zero."""
    expected = {id: usual.get(id) or 0.0 for id in names}
    there = [id for id in names if counts.get(id) or expected[id] >= 1]
    there.sort(key=lambda id: (-counts.get(id, 0), -expected[id]))
    shown = there[:_MOST]
    most = max([1.0, *(counts.get(id, 0) for id in shown), *(expected[id] for id in shown)])
    return [
        Value(
            words=names[id][0],
            n=counts.get(id, 0),
            usual=figure(round(expected[id], 1)) if usual else "",
            share=round(100 * counts.get(id, 0) / most),
            was=round(100 * expected[id] / most) if usual else None,
            address=address(id) if counts.get(id) else "",
            icon=names[id][1],
        )
        for id in shown
    ]
