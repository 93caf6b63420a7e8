"""Which level a wave has reached by the plan's criteria, every one of them told with its value and its need.

One criterion at the floors suffices; single events need neither floors nor a baseline; if several levels
fit, the highest counts. The engine raises a level by itself and never lowers it: that takes a person who
gives their name (decision 0804). What is proposed after a calm day is blue, the aftercare.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec

from sturmwarte.core.alarm.levels import Levels, Rise
from sturmwarte.core.alarm.volume import Volume
from sturmwarte.core.foresee.wave import Met, Proposal, Wave
from sturmwarte.core.foresee.waves.course import Course, Pulse
from sturmwarte.core.reason import Reason

RISES: Final = ("yellow", "orange", "red")
ORDER: Final = ("green", *RISES)
FLOORS: Final = ("posts", "authors")
"""Listed like criteria, but they only let the others count: they reach no level by themselves."""
EVENTS: Final = ("press", "danger", "reach")
LEAST_JUDGED: Final = 10
"""Posts with a sentiment below which a share of negative ones says nothing."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What the counts alone do not tell. None: nobody knows, and the criterion says so.

    `authors` wrote in the last hour. `press`, `danger`: posts of the wave of that kind so far. `reach`: the
    largest of a single post. `networks` on which the topic is unusual; without it, those of the wave's
    channels. `calm_h`: hours the topic has been below the plan's `blue.below_baseline` without a break.
    """

    authors: int | None = None
    press: int = 0
    danger: int = 0
    reach: int | None = None
    networks: int | None = None
    calm_h: float = 0.0


COUNTS_ONLY: Final = Facts()
"""Recorded counts: no authors, no posts. The floor of authors is not applied, and the proposal says so."""


def propose(
    wave: Wave,
    pulse: Pulse | None,
    levels: Levels,
    facts: Facts = COUNTS_ONLY,
    *,
    now: datetime | None = None,
) -> Proposal:
    """The level the criteria propose for a wave `now` (else: when it was last updated).

    `pulse`: the last three hours at least of the wave's lead series, a day where no baseline is known; None:
    nothing but single events counts. The level is what the moment asks for; `raised` says what follows.
    """
    volume = Volume(Course(pulse, now or wave.updated)) if pulse is not None else None
    ladder = _Ladder(wave, volume, levels, facts)
    seen = [met for name in RISES for met in ladder.criteria(name)]
    reached = {met.level for met in seen if met.met and met.criterion not in FLOORS}
    seen.append(_calm(levels, facts))
    level = max(reached, key=ORDER.index, default="green")
    if level == "green" and seen[-1].met and ORDER.index(wave.level) > 0:
        level = "blue"
    return Proposal(level=level, criteria=tuple(seen), why=tuple(ladder.why(level, seen)))


class _Ladder:
    """The criteria of one wave at one moment."""

    def __init__(self, wave: Wave, volume: Volume | None, levels: Levels, facts: Facts) -> None:
        self._wave, self._volume, self._levels, self._facts = wave, volume, levels, facts
        self._rises: dict[str, Rise] = {name: getattr(levels, name) for name in RISES}

    def criteria(self, level: str) -> Iterator[Met]:
        rise, wave = self._rises[level], self._wave
        authors = self._facts.authors
        posts = self._volume.posts if self._volume and wave.direction == "up" else None
        loud = posts is not None and posts >= rise.floor_posts
        many = authors is not None and authors >= rise.floor_authors
        floors = loud and (many or authors is None)
        yield _met(level, "posts", posts, rise.floor_posts, loud)
        yield _met(level, "authors", authors, rise.floor_authors, many)
        times = self._multiple(rise.floor_posts)
        yield _met(level, self._by, times, rise.times_baseline, floors)
        if rise.negative_share_rise is not None:
            yield _met(level, "negative_share_rise", self._negative_rise(), rise.negative_share_rise, floors)
        if rise.doubling_minutes is not None:
            needs = rise.doubling_minutes
            pace = self._volume.doubling_min() if self._volume else None
            yield _met(level, "doubling_minutes", pace, needs, floors and pace is not None, at_most=True)
        if rise.networks is not None:
            spread = floors and self._is_loud_below(level)
            yield _met(level, "networks", self._networks(), rise.networks, spread)
        yield from self._events(level, rise)

    @property
    def _by(self) -> str:
        """Without a baseline the day before stands in for it, under a name of its own."""
        return "times_baseline" if self._wave.known else "times_before"

    def _multiple(self, floor: int) -> float | None:
        """The multiple of what passes a level's floor; of the last hour, to be shown, when nothing does."""
        if self._volume is None:
            return None
        if not self._wave.known:
            return self._volume.times_before()
        return self._volume.multiple(self._volume.passing(floor))

    def _negative_rise(self) -> float | None:
        colour = self._wave.colour
        if colour is None or colour.usual_negative is None or colour.judged < LEAST_JUDGED:
            return None
        return 100 * (colour.negative - colour.usual_negative)

    def _networks(self) -> int:
        if self._facts.networks is not None:
            return self._facts.networks
        return len({channel.partition(":")[0] for channel in self._wave.channels})

    def _is_loud_below(self, level: str) -> bool:
        """The volume of the level below is reached: on two networks at once, but hardly more than usual, is
        no reason to call the crisis team."""
        below = ORDER[ORDER.index(level) - 1]
        if below == "green":
            return True
        times = self._multiple(self._rises[level].floor_posts)
        return times is not None and times >= self._rises[below].times_baseline

    def _events(self, level: str, rise: Rise) -> Iterator[Met]:
        facts = self._facts
        if rise.press:
            yield _met(level, "press", facts.press, 1, True)
        if rise.danger:
            yield _met(level, "danger", facts.danger, 1, True)
        if rise.reach is not None:
            yield _met(level, "reach", facts.reach, rise.reach, True)

    def why(self, level: str, seen: list[Met]) -> Iterator[Reason]:
        """The criteria that decided, then what could not be looked at."""
        if level == "blue":
            facts = {"times": self._levels.blue.below_baseline, "hours": self._levels.blue.for_hours}
            yield Reason("alarm.calm", facts)
            return
        deciding = [met for met in seen if met.level == level and met.met and met.criterion not in FLOORS]
        for met in deciding:
            yield Reason(
                f"alarm.met.{met.criterion}", {"value": _shown(met.value), "needs": _shown(met.needs)}
            )
        if level == "green":
            yield from self._held_back(seen)
        if self._volume is not None and self._facts.authors is None:
            yield Reason("alarm.authors_unknown")
        if not self._wave.known:
            yield Reason("alarm.no_baseline")
        if self._wave.direction == "down":
            yield Reason("alarm.silent")
        if self._volume is not None and self._volume.posts is None:
            yield Reason("alarm.not_heard")

    def _held_back(self, seen: list[Met]) -> Iterator[Reason]:
        """Why a multiple that would do does not: too few posts, or too few people."""
        yellow = {met.criterion: met for met in seen if met.level == "yellow"}
        times = yellow[self._by]
        if times.value is None or times.needs is None or times.value < times.needs:
            return
        for floor in FLOORS:
            met = yellow[floor]
            if not met.met and met.value is not None:
                yield Reason(f"alarm.below_{floor}", {"value": _shown(met.value), "needs": _shown(met.needs)})


def _met(
    level: str, criterion: str, value: float | None, needs: float, counts: bool, *, at_most: bool = False
) -> Met:
    """`counts`: whether the floors let it."""
    holds = value is not None and (value <= needs if at_most else value >= needs)
    shown = None if value is None else round(float(value), 2)
    return Met(level=level, criterion=criterion, met=counts and holds, value=shown, needs=float(needs))


def _calm(levels: Levels, facts: Facts) -> Met:
    return _met("blue", "calm_hours", facts.calm_h, levels.blue.for_hours, True)


def _shown(value: float | None) -> str:
    """Without figures that nobody can feel: 23 instead of 23.47."""
    if value is None:
        return "–"
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"
