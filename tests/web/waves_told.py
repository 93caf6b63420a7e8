"""Waves of every sort, as the core tells them, for tests and screenshots. Invented, and rich."""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sturmwarte.core.foresee.outlook import Chances, Expected, Forecast, HalfHour, Similar, Staffing
from sturmwarte.core.foresee.signal import SeriesKey
from sturmwarte.core.foresee.wave import (
    Colour,
    Link,
    Met,
    Place,
    Proposal,
    Reached,
    Story,
    Term,
    Voices,
)
from sturmwarte.core.foresee.wave import Wave as Told
from sturmwarte.core.reason import Reason

H = timedelta(hours=1)
RLO = "\u202e"
LONG = "Ungewöhnlich langer Themenname " * 7
ODD = (LONG[:200], f"موضوع الشكاوى {RLO}zeisig", "🔥🫖 Zeisig 👨‍👩‍👧‍👦 <b>kaputt</b> & „heiß“")


def _wave(id: str, topic: str, began_h: float, now: datetime, **more: Any) -> Told:
    started = now - began_h * H
    base = {
        "id": id,
        "topic": topic,
        "topics": (topic,),
        "channels": ("mastodon", "bluesky"),
        "view": "spike",
        "direction": "up",
        "phase": "growth",
        "started": started,
        "detected": started + timedelta(minutes=14),
        "updated": now,
        "series": (SeriesKey(topic),),
        "per_month": 0.004,
        "score": 0.97,
    }
    return Told(**{**base, **more})


def storm(now: datetime, posts: tuple[tuple[str, str], ...]) -> tuple[Told, Forecast, Staffing]:
    told = _wave(
        "storm",
        "schmorkocher",
        5.1,
        now,
        topics=("schmorkocher", "marke"),
        channels=("mastodon", "bluesky", "youtube"),
        phase="peak",
        level="red",
        rate=486,
        usual=2.4,
        peak_rate=634,
        peak_at=now - 1.3 * H,
        posts=1713,
        levels=(
            Reached("yellow", now - 4.4 * H),
            Reached("orange", now - 3.5 * H),
            Reached("red", now - 2.9 * H),
        ),
        proposal=_proposal("red"),
        colour=Colour(
            trend="negative",
            negative=0.62,
            positive=0.05,
            usual_negative=0.18,
            usual_positive=0.22,
            outraged=0.24,
            first_person=0.21,
            usual_first_person=0.48,
            new_voices=0.71,
            judged=1480,
        ),
        voices=Voices(posts=1713, authors=1204, copies=388, top_tenth=0.29, half_by=301, networks=3),
        story=Story(
            terms=(
                Term("Sockel", 912, 61.0),
                Term("schmort", 640, 44.2),
                Term("#schmorkocher", 588, 120.0),
                Term("Rückruf", 301, 18.4),
                Term("Kinderzimmer", 122, 33.0),
                Term("Feuerwehr", 96, 27.5),
            ),
            links=(
                Link("https://tagesblatt.example/zeisig-kocher-schmort", 214),
                Link("https://video.example/w/9x", 88),
            ),
            posts=posts,
            authors=(("author-7f3a", 41), ("author-c0de", 22), ("author-19bb", 17)),
            places=(
                Place("mastodon", now - 5.1 * H, 903),
                Place("bluesky", now - 4.1 * H, 560),
                Place("youtube", now - 2.6 * H, 250),
            ),
            kinds=(("danger", 402), ("question", 371), ("complaint", 288), ("press", 6)),
            cause="outside",
            reach=2_140_000,
            read=900,
        ),
    )
    return told, _forecast(now, 486, 2.4), _staffing(now)


def beginning(now: datetime) -> tuple[Told, Forecast, None]:
    told = _wave(
        "begin",
        "geraete",
        0.7,
        now,
        phase="onset",
        level="yellow",
        rate=104,
        usual=11.2,
        peak_rate=104,
        peak_at=now,
        posts=52,
        levels=(Reached("yellow", now - 0.3 * H),),
        proposal=_proposal("yellow"),
        channels=("mastodon",),
        colour=Colour(
            trend="positive", negative=0.06, positive=0.55, usual_negative=0.2, usual_positive=0.24, judged=47
        ),
        voices=Voices(posts=52, authors=11, copies=31, top_tenth=0.6, half_by=3, networks=1),
        story=Story(
            terms=(Term("Ersatzdeckel", 31, 12.0), Term("Danke", 28, 6.1)),
            cause="own",
            read=52,
            places=(Place("mastodon", now - 0.7 * H, 52),),
            kinds=(("praise", 30), ("question", 9)),
        ),
    )
    chances = Chances(over={1: 0.1, 3: 0.24, 6: 0.38, 24: 0.71}, elevated=0.66, doubles=0.63, new_peak=0.82)
    return told, _forecast(now, 104, 11.2, chances=chances, passed_of=None), None


def fading(now: datetime) -> tuple[Told, Forecast, None]:
    told = _wave(
        "fade",
        "ruf",
        29,
        now,
        phase="fading",
        level="orange",
        view="build_up",
        rate=33,
        usual=3.1,
        peak_rate=341,
        peak_at=now - 22 * H,
        posts=3904,
        muted=True,
        levels=(Reached("yellow", now - 28 * H), Reached("orange", now - 26 * H)),
        colour=Colour(
            trend="mixed", negative=0.37, positive=0.31, usual_negative=0.5, usual_positive=0.1, judged=3100
        ),
        voices=Voices(posts=3904, authors=2100, copies=900, top_tenth=0.35, half_by=420, networks=2),
        story=Story(terms=(Term("Aktionstag", 1800, 90.0), Term("Kiel", 700, 15.0)), read=900),
    )
    return told, _forecast(now, 33, 3.1, half_life=410.0), None


def silent(now: datetime) -> tuple[Told, None, None]:
    told = _wave(
        "silent", "marke", 3, now, direction="down", phase="peak", rate=1.3, usual=34, posts=4, level="green"
    )
    return told, None, None


def unknown(now: datetime) -> tuple[Told, None, None]:
    told = _wave(
        "fresh",
        "neues-thema",
        1.5,
        now,
        known=False,
        rate=18,
        usual=0,
        posts=25,
        phase="growth",
        peak_rate=22,
        peak_at=now - 0.4 * H,
        story=Story(terms=(Term("Newsletter", 20, 9.0),), read=25),
    )
    return told, None, None


def past(now: datetime) -> Iterator[tuple[Any, ...]]:
    for n in range(7):
        began = 50 + n * 61
        told = _wave(
            f"past{n}",
            ("marke", "geraete", "schmorkocher")[n % 3],
            began,
            now,
            phase="over",
            ended=now - (began - 3 - n) * H,
            rate=9,
            usual=8.0,
            peak_rate=140 + n,
            peak_at=now - (began - 1) * H,
            posts=300 + n * 37,
            level=("green", "blue", "yellow")[n % 3],
            story=Story(terms=(Term(("Versand", "Gutschrift", "Preis")[n % 3], 80, 7.0),), read=100),
        )
        yield told, None, None


def odd(n: int, now: datetime) -> tuple[Told, Forecast, None]:
    name = f"{ODD[n % 3]} {n}"[:200]
    terms = (
        Term(f"{RLO}sträwkcür{RLO} <script>x</script>", 9, 2.0),
        Term("Donaudampfschifffahrt" * 8, 7, 3.0),
    )
    told = _wave(
        f"odd{n}",
        name,
        1 + n * 0.7,
        now,
        rate=20000 + n,
        usual=1234.5,
        posts=1_234_567,
        peak_rate=99999,
        peak_at=now,
        level=("yellow", "green", "orange")[n % 3],
        story=Story(terms=terms, read=3),
        colour=Colour(trend="negative", negative=0.9, positive=0.01, usual_negative=0.2, judged=900),
    )
    return told, _forecast(now, 20000 + n, 1234.5), None


def _forecast(now: datetime, rate: float, usual: float, **more: Any) -> Forecast:
    ahead = []
    for hour in range(24):
        middle = max(usual, rate * 0.5 ** ((hour + 0.5) / 3.2))
        spread = 1.25 + 0.16 * hour
        at = now.replace(minute=0, second=0, microsecond=0) + hour * H
        ahead.append(
            Expected(at=at, low=middle / spread, middle=middle, high=min(middle * spread, rate * 2.4))
        )
    chances = Chances(over={1: 0.04, 3: 0.31, 6: 0.64, 24: 0.93}, elevated=0.58, doubles=0.12, new_peak=0.22)
    simple = Chances(over={1: 0.12, 3: 0.28, 6: 0.45, 24: 0.81}, elevated=0.66, doubles=0.2, new_peak=0.35)
    alike = (
        Similar(wave="past0", likeness=0.86, lasted_h=9.2, peak_rate=611.0, began=now - timedelta(days=61)),
        Similar(wave="", likeness=0.81, lasted_h=7.5, peak_rate=540.0),
        Similar(wave="", likeness=0.74, lasted_h=31.0, peak_rate=1420.0),
    )
    base = {
        "made": now - timedelta(minutes=3),
        "age_min": 300.0,
        "chances": chances,
        "simple": simple,
        "per_hour": tuple(ahead),
        "half_life_min": more.pop("half_life", None),
        "similar": alike,
        "passed_of": (8, 10),
        "by": now + 5 * H,
        "basis": "shipped",
    }
    return Forecast(**{**base, **more})


def _staffing(now: datetime) -> Staffing:
    half = now.replace(minute=now.minute // 30 * 30, second=0, microsecond=0)
    halves = []
    for n in range(16):
        arrivals = 240 * 0.5 ** (n / 6.4)
        people = max(1, math.ceil(arrivals * 0.31 * 6 / 60 / 0.75))
        halves.append(
            HalfHour(
                at=half + n * H / 2,
                arrivals=arrivals,
                people=people,
                people_high=math.ceil(people * 1.6) + 1,
                on_duty=4 if n < 8 else 2,
                late=0.22 if people > 4 else 0.0,
            )
        )
    return Staffing(
        made=now,
        half_hours=tuple(halves),
        handling_min=6.0,
        handling_known=214,
        worth=0.31,
        deadline_min=60.0,
        backlog=37,
        until=half + 5 * H,
    )


def _proposal(level: str) -> Proposal:
    value = {"red": 202.0, "yellow": 9.3}[level]
    rows = [
        ("yellow", "posts", 486, 10),
        ("yellow", "authors", 312, 5),
        ("yellow", "times_baseline", value, 3),
        ("yellow", "negative_share_rise", 44, 20),
        ("yellow", "doubling_minutes", 52, 120),
        ("orange", "posts", 486, 30),
        ("orange", "authors", 312, 15),
        ("orange", "times_baseline", value, 6),
        ("orange", "networks", 3, 2),
        ("orange", "press", 6, 1),
        ("red", "posts", 486, 60),
        ("red", "authors", 312, 30),
        ("red", "times_baseline", value, 10),
        ("red", "danger", 402 if level == "red" else 0, 1),
        ("blue", "calm_hours", 0, 24),
    ]
    high = ("yellow", "orange", "red") if level == "red" else ("yellow",)
    met = tuple(
        Met(level=name, criterion=what, met=name in high, value=float(is_), needs=float(needs))
        for name, what, is_, needs in rows
    )
    what = "danger" if level == "red" else "times_baseline"
    needs = 1 if level == "red" else 3
    shown = 402 if level == "red" else value
    return Proposal(
        level=level, criteria=met, why=(Reason(f"alarm.met.{what}", {"value": shown, "needs": needs}),)
    )
