"""The sample company: its plan and the posts written for it, shipped in packs/demo.

A line of posts.jsonl is a post (docs/posts.md) with `at`: minutes from the storm's first post, below zero
for what came before.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sturmwarte import packs

SPEED = 60.0
"""An hour of the storm passes in a minute."""

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
    return (told for told in _all() if told.at < timedelta())


def storm() -> Iterator[Told]:
    """The storm, from its first post on."""
    return (told for told in _all() if told.at >= timedelta())


@cache
def _all() -> tuple[Told, ...]:
    text = _PACK.joinpath("posts.jsonl").read_text(encoding="utf-8")
    posts = [json.loads(line) for line in text.splitlines()]
    return tuple(Told(timedelta(minutes=post.pop("at")), post) for post in posts)
