"""The sample company: its plan and the posts written for it, shipped in packs/demo.

A line of history.jsonl or storm.jsonl is a post (docs/posts.md) with `at`: minutes from the storm's first
post, below zero for the two weeks before. The story's clock says 9:40 when the storm begins.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sturmwarte import packs

SPEED = 20.0
"""An hour of the storm passes in three minutes: time to see a wave called, and to watch it grow and fade."""

ZONE = ZoneInfo("Europe/Berlin")
BEGINS = timedelta(hours=9, minutes=40)
"""The time of day at which the story's storm begins."""

DAY = timedelta(days=1)
BEFORE = 14 * DAY
"""How long the history is."""

_PACK = packs.folder("demo")


class Told(NamedTuple):
    """A post and when it comes, counted from the storm's first post."""

    at: timedelta
    post: dict[str, Any]

    def line(self, moment: datetime) -> bytes:
        """The JSON line of this post, written and heard at `moment`."""
        times = {"created_at": moment.isoformat(), "received_at": moment.isoformat()}
        return json.dumps(self.post | times, ensure_ascii=False).encode()


def plan() -> dict[str, str]:
    """{file name: text} of the sample plan."""
    found = (file for file in _PACK.joinpath("plan").iterdir() if file.name.endswith(".yaml"))
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(found, key=lambda f: f.name)}


def history() -> Iterator[Told]:
    """What was said in the two weeks before the storm, oldest first."""
    return iter(_read("history.jsonl", -BEFORE, timedelta()))


def storm() -> Iterator[Told]:
    """The storm, from its first post on."""
    return iter(_read("storm.jsonl", timedelta(), DAY))


def before(now: datetime) -> list[Told]:
    """The history of a storm that begins `now`: each post keeps its time of day, the last is the youngest.

    Nights stay quiet and mornings busy at whatever hour a demo begins. The two weeks turn like a ring: the
    hours by which `now` is later than the story's beginning are filled from the history's first day, whose
    posts belong to no conversation.
    """
    local = now.astimezone(ZONE)
    later = (timedelta(hours=local.hour, minutes=local.minute) - BEGINS) % DAY
    turned = (told.at - later for told in history())
    moments = (at if at >= -BEFORE else at + BEFORE for at in turned)
    return sorted((Told(at, told.post) for at, told in zip(moments, history(), strict=True)), key=_by_time)


def recording(ended: datetime) -> Iterator[bytes]:
    """The two weeks and the storm on their own clock, as an export would tell them that `ended` then."""
    began = ended - max(told.at for told in storm())
    return (told.line(began + told.at) for told in [*before(began), *storm()])


def _by_time(told: Told) -> timedelta:
    return told.at


@cache
def _read(name: str, since: timedelta, until: timedelta) -> tuple[Told, ...]:
    """Raises `ValueError` with file, line and reason for a line that does not belong there."""
    found: list[Told] = []
    for number, line in enumerate(_PACK.joinpath(name).read_text(encoding="utf-8").splitlines(), 1):
        post, where = json.loads(line), f"packs/demo/{name}:{number}"
        if not isinstance(at := post.pop("at", None), (int, float)):
            raise ValueError(f"{where}: `at` must say the minutes from the storm's beginning")
        told = Told(timedelta(minutes=at), post)
        if not (found[-1].at if found else since) <= told.at < until:
            raise ValueError(f"{where}: minute {at} is out of order, or of the other file")
        found.append(told)
    return tuple(found)
