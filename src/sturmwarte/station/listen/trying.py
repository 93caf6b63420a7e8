"""What a source would bring and who we are there: asked now, bounded in time, stored nowhere.

Runs in the web process and on the command line. A platform that hangs costs a thread that ends with its
request's own time limit; the caller gets what came until then.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection as database
from django.utils import timezone

from sturmwarte.channels.contract import Account, Connection, Cursor, Sought, Subscription
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.station.listen import models
from sturmwarte.station.listen.placing import SHIPPED, Catalogue, Unsaved, connected, keep_secrets
from sturmwarte.station.listen.posting import unfit
from sturmwarte.wire.errors import Trouble

SECONDS = 10.0
MOST = 20


@dataclass
class Preview:
    """`posts` newest first. `trouble`: why there is nothing, or not everything, None when all went well.

    `in_time` is false when something had not answered yet. `renewed` are secrets that the platform gave anew
    to a source that is not saved yet: whoever saves it must keep them, the old ones may be dead.
    """

    posts: list[Post] = field(default_factory=list)
    account: Account | None = None
    trouble: Trouble | None = None
    in_time: bool = True
    subscriptions: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    slowed: Reason | None = None
    renewed: dict[str, str] = field(default_factory=dict, repr=False)


Tried = models.Source | Unsaved


def check(
    source: Tried,
    *,
    seconds: float = SECONDS,
    now: Callable[[], datetime] = timezone.now,
    catalogue: Catalogue = SHIPPED,
) -> Preview:
    """Who we are there and what we may; never raises for what the platform or the settings do."""
    return _bounded(source, seconds, now, catalogue, (), _nothing_more)


def preview(
    source: Tried,
    *,
    limit: int = MOST,
    seconds: float = SECONDS,
    anew: bool = False,
    now: Callable[[], datetime] = timezone.now,
    sought: Sequence[Sought] = (),
    catalogue: Catalogue = SHIPPED,
) -> Preview:
    """What would come next, the cursor unmoved; `anew`: as if it listened for the first time."""
    cursors = _cursors(source, anew)

    def listen(connection: Connection, stop: threading.Event, found: Preview) -> None:
        kind = catalogue.kind(source.kind)
        subscriptions = sorted(connection.subscriptions(), key=lambda one: one.streams)
        found.subscriptions += [one.name for one in subscriptions]
        for one in subscriptions:
            if stop.is_set() or len(found.posts) >= limit:
                return
            _hear(one, cursors.get(one.name, {}), stop, found, limit, lambda post: not unfit(post, kind))

    return _bounded(source, seconds, now, catalogue, sought, listen)


def _hear(
    one: Subscription,
    cursor: Cursor,
    stop: threading.Event,
    found: Preview,
    limit: int,
    fit: Callable[[Post], bool],
) -> None:
    steps = one.listen(cursor)
    try:
        for heard in steps:
            found.posts += [post for post in heard.posts if fit(post)]
            found.dropped += [dropped.why for dropped in heard.dropped]
            found.slowed = heard.slowed or found.slowed
            if stop.is_set() or len(found.posts) >= limit:
                return
    finally:
        if hasattr(steps, "close"):
            steps.close()


def _nothing_more(connection: Connection, stop: threading.Event, found: Preview) -> None:
    """Who we are there was all there was to ask."""


Work = Callable[[Connection, threading.Event, Preview], None]


def _bounded(
    source: Tried,
    seconds: float,
    now: Callable[[], datetime],
    catalogue: Catalogue,
    sought: Sequence[Sought],
    work: Work,
) -> Preview:
    found, stop, done = Preview(), threading.Event(), threading.Event()
    until = time.monotonic() + seconds

    def rest(pause: float) -> bool:
        if pause > 0:
            stop.wait(min(pause, max(0.0, until - time.monotonic())))
        return stop.is_set() or time.monotonic() >= until

    def run() -> None:
        try:
            _try(source, found, work, stop, now=now, rest=rest, sought=sought, catalogue=catalogue)
        finally:
            done.set()
            database.close()

    threading.Thread(target=run, name=f"try {source.kind}", daemon=True).start()
    found.in_time = done.wait(seconds + 0.5)
    stop.set()
    return _told(found)


def _try(source: Tried, found: Preview, work: Work, stop: threading.Event, **given: Any) -> None:
    def keep(renewed: Mapping[str, str]) -> None:
        found.renewed.update(renewed)
        if isinstance(source, models.Source):
            keep_secrets(source.id, renewed)

    try:
        row = source.row() if isinstance(source, Unsaved) else source
        with connected(row, keep=keep, looking=True, **given) as connection:
            found.account = connection.check()
            work(connection, stop, found)
    except Trouble as trouble:
        found.trouble = trouble
    except Exception as error:  # a channel's own fault must not break the page
        found.trouble = Trouble("trouble.fault", what=type(error).__name__)


def _told(found: Preview) -> Preview:
    """Apart from the thread, which may still be at work."""
    oldest = datetime.min.replace(tzinfo=timezone.get_default_timezone())
    posts = sorted(found.posts, key=lambda post: post.created_at or oldest, reverse=True)
    once = list({post.identity: post for post in reversed(posts)}.values())[::-1]
    return Preview(
        once,
        found.account,
        found.trouble,
        found.in_time,
        list(found.subscriptions),
        list(found.dropped),
        found.slowed,
        dict(found.renewed),
    )


def _cursors(source: Tried, anew: bool) -> dict[str, Cursor]:
    if anew or isinstance(source, Unsaved):
        return {}
    return dict(source.subscriptions.values_list("name", "cursor"))
