"""What was heard, for the waves of tests and screenshots: counters written by hand, so that a storm of
thousands of posts costs no minute, and when nobody listened.
"""

import math
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils import timezone

from sturmwarte.station.archive.models import Counter, Coverage
from sturmwarte.station.archive.moments import HOUR, MINUTE, micros

H = timedelta(hours=1)
Shape = Sequence[tuple[float, float]]
"""Hours before now, and posts an hour then; straight lines between."""

STORM: Shape = ((60, 0), (5.2, 4), (4.5, 20), (3.4, 130), (2.2, 420), (1.4, 610), (0.7, 560), (0, 480))
BEGIN: Shape = ((60, 0), (0.8, 2), (0.4, 40), (0, 96))
FADE: Shape = ((60, 0), (30, 0), (27, 180), (22, 330), (16, 210), (9, 90), (3, 40), (0, 31))
FRESH: Shape = ((60, 0), (1.6, 0), (1, 20), (0, 18))
SHORT: Shape = ((60, 0), (50, 0), (49, 140), (46, 30), (44, 0), (0, 0))


def hearing(now: datetime) -> None:
    """One source was disturbed last night, and nothing at all was heard for an hour and a half."""
    rows = [
        ("mastodon", "hearing", 60, 11),
        ("mastodon", "disturbed", 11, 9.5),
        ("mastodon", "hearing", 9.5, None),
        ("bluesky", "hearing", 60, 11.2),
        ("bluesky", "disturbed", 11.2, 9.4),
        ("bluesky", "hearing", 9.4, None),
        ("youtube", "hearing", 60, 12),
        ("youtube", "disturbed", 12, None),
    ]
    for source, state, begin, end in rows:
        until = None if end is None else micros(now - end * H)
        Coverage.objects.create(
            source=source, topic="", state=state, since=micros(now - begin * H), until=until
        )


def count(topic: str, usual: float, shape: Shape, now: datetime, silent_h: float = 0) -> None:
    """Four weeks of hours and two days of minutes: a day's own rhythm, and the wave on top of it."""
    dice, rows = random.Random(topic), []  # noqa: S311 - a play that repeats
    first = micros(now) // HOUR * HOUR
    for n in range(28 * 24):
        bucket = first - n * HOUR
        rate = usual * rhythm(bucket, now) + (_at(shape, n) if n < 60 else 0)
        rows.append((bucket, "hour", _poisson(dice, rate if n >= silent_h else rate * 0.04)))
    for n in range(48 * 60):
        bucket = micros(now) // MINUTE * MINUTE - n * MINUTE
        gone = 9.5 < n / 60 < 11
        rate = usual * rhythm(bucket, now) + _at(shape, n / 60)
        rows.append(
            (
                bucket,
                "minute",
                0 if gone else _poisson(dice, (rate * (0.04 if n / 60 < silent_h else 1)) / 60),
            )
        )
    Counter.objects.bulk_create(
        Counter(topic=topic, grain=grain, bucket=at, run="live", channel="scene", heard=n)
        for at, grain, n in rows
        if n
    )


def rhythm(bucket: int, now: datetime) -> float:
    """Low at four in the morning, high at eight in the evening."""
    hour = timezone.localtime(now - timedelta(microseconds=micros(now) - bucket)).hour
    return 0.35 + 0.9 * (1 + math.cos((hour - 17) / 24 * 2 * math.pi)) / 2 * 1.4


def _at(shape: Shape, hours_ago: float) -> float:
    for (far, a), (near, b) in pairwise(shape):
        if near <= hours_ago <= far:
            return b + (a - b) * (hours_ago - near) / (far - near)
    return 0.0


def _poisson(dice: random.Random, mean: float) -> int:
    if mean > 60:
        return max(0, round(dice.gauss(mean, math.sqrt(mean) * 1.3)))
    limit, n, p = math.exp(-mean), 0, dice.random()
    while p > limit:
        n, p = n + 1, p * dice.random()
    return n


def recorded(now: datetime) -> Iterator[tuple[datetime, float]]:
    """Seventy days in hours with two storms."""
    dice, start = random.Random(3), now.replace(minute=0, second=0, microsecond=0) - timedelta(days=90)  # noqa: S311
    for n in range(70 * 24):
        at = start + n * H
        more = sum(420 * math.exp(-(((n - peak) / 9) ** 2)) for peak in (1000, 1400))
        yield at, float(_poisson(dice, 8 * rhythm(micros(at), now) + more))
