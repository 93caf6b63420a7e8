"""Learns from history which indicator, beyond which threshold, came before waves.

A threshold is one of a few high quantiles of the indicator in quiet hours. An indicator that stands up fires
once, and again only after a day of silence. It announced a wave when it fired in the 48 hours before the wave
began. The threshold is the one that announces the most waves beyond what its firing explains by chance.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.early.indicators import INDICATORS, Floats, Side
from sturmwarte.core.foresee.early.sign import Sign
from sturmwarte.core.foresee.early.wilson import at_least, wilson
from sturmwarte.core.reason import Reason

AHEAD_H = 48
REST_H = 24
LEAST_WAVES = 3
"""Fewer waves announced are no sign, whatever the figures."""
_QUANTILES = (0.8, 0.9, 0.95, 0.98, 0.99, 0.995)
_CHANCE = 0.005
"""Odds of as many hits by chance; a dozen indicators are looked at, so one in twenty would not do."""
_MOST_COVERED = 0.3
"""An indicator in whose wake a third of all hours lie announces nothing."""
_MONTH_H = 30 * 24
_AFTER_H = 24
"""Hours after a wave that say nothing of the next one."""

Hours = NDArray[np.int64]


class Past(NamedTuple):
    """History of one topic: each indicator per hour from `since` (aware, a whole hour) on, nan where unknown,
    and when its waves began and ended."""

    since: datetime
    values: Mapping[str, Floats]
    waves: Sequence[tuple[datetime, datetime]]


class _Track(NamedTuple):
    """One indicator of one topic: its values with the hours of waves taken out, and where waves began."""

    values: Floats
    waves: Hours


class _Tally(NamedTuple):
    """`lead` per wave in hours, nan where it was not announced."""

    lead: Floats
    fired: int
    false_alarms: int
    covered: float


def signs(history: Mapping[str, Past]) -> list[Sign]:
    """What announced the waves of each topic, and of all together (`topic` empty), the surest first.

    Pure and deterministic; nothing under three waves is called a sign.
    """
    found = []
    for indicator, side in INDICATORS.items():
        tracks = {
            topic: _track(past, indicator, side)
            for topic, past in history.items()
            if indicator in past.values
        }
        groups = {topic: [track] for topic, track in tracks.items()}
        if len(tracks) > 1:
            groups[""] = list(tracks.values())
        for topic, group in groups.items():
            sign = _sign(topic, indicator, side, group)
            if sign is not None:
                found.append(sign)
    return sorted(found, key=lambda sign: (sign.topic == "", sign.by_chance - sign.low, sign.indicator))


def _track(past: Past, indicator: str, side: Side) -> _Track:
    values = np.array(past.values[indicator], np.float64) * (1.0 if side == "above" else -1.0)
    begun = [(_hour(past, start), _hour(past, end)) for start, end in past.waves]
    for start, end in begun:
        values[max(start, 0) : max(end + _AFTER_H, 0)] = np.nan
    # A wave that began while another went on, or before anything was known, could not be announced.
    seen = [start for start, _ in begun if 1 <= start <= len(values) and _is_known(values, start)]
    return _Track(values, np.array(sorted(set(seen)), np.int64))


def _hour(past: Past, at: datetime) -> int:
    return int((at - past.since).total_seconds() // 3600)


def _is_known(values: Floats, start: int) -> bool:
    before = values[max(start - AHEAD_H, 0) : start]
    return bool(np.isfinite(before).sum() >= min(12, AHEAD_H))


def _sign(topic: str, indicator: str, side: Side, group: Sequence[_Track]) -> Sign | None:
    waves = sum(len(track.waves) for track in group)
    known = np.concatenate([track.values[np.isfinite(track.values)] for track in group])
    if waves < LEAST_WAVES or len(known) < _MONTH_H / 2:
        return None
    thresholds = _thresholds(known)
    tallies = [_tally(group, threshold) for threshold in thresholds]
    kept = [place for place, tally in enumerate(tallies) if tally.covered <= _MOST_COVERED]
    thresholds, tallies = thresholds[kept], [tallies[place] for place in kept]
    if not tallies:
        return None
    best = _best(tallies, np.ones(waves, np.bool_))
    judged = np.array([_left_out(tallies, wave, waves) for wave in range(waves)])
    hits = int(np.isfinite(judged).sum())
    tally = tallies[best]
    low, high = wilson(hits, waves)
    if hits < LEAST_WAVES or low <= tally.covered or at_least(hits, waves, tally.covered) > _CHANCE:
        return None
    lead = round(float(np.nanmedian(judged)), 1)
    facts = {"hits": hits, "waves": waves, "false": tally.false_alarms, "hours": round(lead)}
    return Sign(
        topic=topic,
        indicator=indicator,
        side=side,
        threshold=round(float(thresholds[best]) * (1 if side == "above" else -1), 4),
        waves=waves,
        hits=hits,
        low=round(low, 3),
        high=round(high, 3),
        by_chance=round(tally.covered, 3),
        fired=tally.fired,
        false_alarms=tally.false_alarms,
        lead_h=lead,
        months=round(len(known) / _MONTH_H, 1),
        why=(Reason(f"early.{indicator}", facts),),
    )


def _thresholds(known: Floats) -> Floats:
    """Above the usual: an indicator that is mostly one value must exceed that value."""
    found = np.unique(np.quantile(known, _QUANTILES))
    usual = float(np.median(known))
    above = found[found > usual + 1e-9]
    if not len(above) and known.max() > usual:
        above = np.array([known[known > usual].min()])  # rare events: any at all
    return above


def _tally(group: Sequence[_Track], threshold: float) -> _Tally:
    leads, fired, false_alarms, covered, hours = [], 0, 0, 0, 0
    for track in group:
        at = _firings(track.values, threshold)
        gaps = track.waves[:, None] - at[None, :]
        before = (gaps >= 1) & (gaps <= AHEAD_H)
        leads.append(np.where(before.any(axis=1), np.where(before, gaps, 0).max(axis=1, initial=0), np.nan))
        fired += len(at)
        false_alarms += int((~before.any(axis=0)).sum())
        reach = np.zeros(len(track.values) + AHEAD_H + 1, np.bool_)
        for each in at:
            reach[each + 1 : each + AHEAD_H + 1] = True
        heard = np.isfinite(track.values)
        covered += int((reach[: len(heard)] & heard).sum())
        hours += int(heard.sum())
    return _Tally(np.concatenate(leads), fired, false_alarms, covered / max(hours, 1))


def _firings(values: Floats, threshold: float) -> Hours:
    """Hours in which it stood up after a day below the threshold (or unknown)."""
    up = np.flatnonzero(np.nan_to_num(values, nan=-np.inf) >= threshold)
    rested = np.diff(up, prepend=-REST_H - 1) > REST_H
    return np.asarray(up[rested], np.int64)


def _best(tallies: Sequence[_Tally], which: NDArray[np.bool_]) -> int:
    """Most waves announced beyond chance (Peirce's skill score); of equals the stricter."""
    skill = [np.isfinite(tally.lead[which]).mean() - tally.covered for tally in tallies]
    return max(range(len(tallies)), key=lambda place: (round(float(skill[place]), 6), place))


def _left_out(tallies: Sequence[_Tally], wave: int, waves: int) -> float:
    """The lead on one wave by the threshold that the other waves choose."""
    others = np.arange(waves) != wave
    return float(tallies[_best(tallies, others)].lead[wave])
