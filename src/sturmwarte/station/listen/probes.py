"""Marked posts that a source sends itself, and what became of them on their way through the station.

They travel in a run of their own: read, matched and stored as any post, and in nobody's list or count.
"""

import re
import secrets
import string
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from sturmwarte.core.post import Post
from sturmwarte.station.ledger.models import Run
from sturmwarte.station.ledger.record import record
from sturmwarte.station.listen.models import Probe, Source

RUN = "drill:probe"
PREFIX = "sturmwarte-probe-"
_MARK = re.compile(PREFIX + "[a-z]{12}")
OPEN = timedelta(days=1)
"""A probe that comes back later than this is an ordinary post of the past."""


@transaction.atomic
def ask_probe(source: Source, actor: str, now: datetime) -> Probe:
    """Asks the ears to send a probe; it is under way within seconds. One at a time for a source."""
    waiting = Probe.objects.filter(
        source=source.id, heard_at=None, trouble={}, asked_at__gt=now - timedelta(minutes=10)
    ).first()
    if waiting is not None:
        return waiting
    Run.objects.get_or_create(id=RUN, defaults={"started_at": now, "note": "probes of sources"})
    mark = PREFIX + "".join(secrets.choice(string.ascii_lowercase) for _ in range(12))
    record(actor, "source.probe", f"source:{source.id}", now, after={"mark": mark})
    return Probe.objects.create(mark=mark, source=source.id, asked_at=now, asked_by=actor)


def waiting(now: datetime) -> list[Probe]:
    """Those to be sent, the oldest first."""
    fresh = Probe.objects.filter(sent_at=None, heard_at=None, trouble={}, asked_at__gt=now - OPEN)
    return list(fresh.order_by("asked_at")[:20])


def mark_in(post: Post, marks: Collection[str]) -> str:
    """The mark a post carries, of these; empty for none."""
    return next((mark for mark in _MARK.findall(post.content) if mark in marks), "")


def open_marks(source: str, posts: Sequence[Post]) -> frozenset[str]:
    """Marks the posts carry that this source was asked to send. Asks the database only if one does."""
    marked = (post for post in posts if PREFIX in post.text or PREFIX in post.title)
    carried = {mark for post in marked for mark in _MARK.findall(post.content)}
    if not carried:
        return frozenset()
    return frozenset(Probe.objects.filter(source=source, mark__in=carried).values_list("mark", flat=True))


def heard(posts: Iterable[Post], source: str, now: datetime) -> None:
    """Within the transaction that keeps them."""
    for post in posts:
        Probe.objects.filter(source=source, heard_at=None, mark__in=_MARK.findall(post.content)).update(
            heard_at=now
        )


def kept(posts: Iterable[Post], now: datetime) -> None:
    """They lie in the archive: within the engine's transaction that stores them."""
    marks = {mark for post in posts for mark in _MARK.findall(post.content)}
    Probe.objects.filter(mark__in=marks, kept_at=None).update(kept_at=now)
