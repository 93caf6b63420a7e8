"""Brings back what was ignored or watched, when others copy it or the press takes it up.

Works on the archive, where this batch's posts are by now. Of the posts with the same words the first that
was ignored or watched comes back, once as many others wrote it as its tripwire allows. The press is a post
of the form `article`, or one that is read as an inquiry by press or authorities; what it takes up is told
by the archive (`taken_up`). History brings nothing back.
"""

from collections.abc import Iterator
from dataclasses import replace

from sturmwarte.core.post import IMPORT
from sturmwarte.core.reason import Reason
from sturmwarte.core.triage.tripwire import copied, in_the_press
from sturmwarte.core.triage.verdict import Tripwire
from sturmwarte.core.understand.reading import Reading
from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch, Item
from sturmwarte.engine.stages.around import COPIED_WITHIN, numbers_since, time_of
from sturmwarte.engine.stages.tripwire import tripped
from sturmwarte.station.archive import Entry, May
from sturmwarte.station.archive.likeness import Like
from sturmwarte.station.archive.records import Found
from sturmwarte.station.people.away import named_deputies
from sturmwarte.station.respond.set_aside import WIRE, set_aside

QUIET = frozenset({"watch", "ignore"})
PRESS, INQUIRY = "press", 0.5
"""The kind, and from which probability on a post counts as one."""


def recall(batch: Batch, context: Context) -> Batch:
    for item in batch.good:
        if tripped(item) and item.outcome == "heard_again" and item.post:
            _judge(item.post.identity, item, batch, context)
    fresh = [item for item in batch.good if item.outcome in {"new", "edited"} and item.reading]
    if batch.run == IMPORT or not fresh or context.brain is None:
        return batch
    triage, away = context.brain.triage, named_deputies(batch.now)
    back: dict[tuple[str, str], Entry] = {}
    for found, why in (*_copied(fresh, batch, context), *_in_the_press(fresh, batch, context)):
        if found.post.identity not in back and found.verdict is not None:
            reading = found.reading or Reading()
            verdict = triage.brought_back(
                found.verdict, found.post, reading, found.topics, why, batch.now, away
            )
            entry = Entry(found.post, (), found.lang, found.topics, found.reading, verdict)
            back[found.post.identity] = entry
            _judge(found.post.identity, entry, batch, context)
    return replace(batch, recalled=tuple(back.values()))


def _judge(identity: tuple[str, str], judged: Item | Entry, batch: Batch, context: Context) -> None:
    context.archive.correct(*identity, batch.now, by="", verdict=judged.verdict, run=batch.run)


def _copied(fresh: list[Item], batch: Batch, context: Context) -> Iterator[tuple[Found, Reason]]:
    here = {item.post.identity for item in fresh if item.post}
    for every in context.archive.alike(*numbers_since(fresh)).values():
        newest = max(like.at for like in every)
        likes = [like for like in every if newest - like.at <= COPIED_WITHIN]
        before = [like for like in likes if (like.network, like.gid) not in here]
        was, now = _others(before), _others(likes)
        if was == now:
            continue
        aside = set_aside([(like.network, like.gid) for like in likes], batch.run)
        every_one = (*before, *likes)
        first = next(
            (one for one in every_one if one.verdict in QUIET or (one.network, one.gid) in aside), None
        )
        if first is None:
            continue
        found = _quiet(first.network, first.gid, batch, context)
        wire = _wire(found, aside)
        if found and wire and (why := copied(wire, was, now)):
            yield found, why


def _others(likes: list[Like]) -> int:
    """How many accounts beside the first."""
    return max(len({like.who for like in likes}) - 1, 0)


def _in_the_press(fresh: list[Item], batch: Batch, context: Context) -> Iterator[tuple[Found, Reason]]:
    for item in fresh:
        post = item.post
        if post is None or post.own or not is_press(item):
            continue
        since = time_of(post) - COPIED_WITHIN
        for network, gid in context.archive.taken_up(post, item.topics, since):
            found = _quiet(network, gid, batch, context)
            wire = _wire(found, set_aside([(network, gid)], batch.run))
            if found and wire and (why := in_the_press(wire, post)):
                yield found, why


def is_press(item: Item) -> bool:
    kinds = item.reading.kinds if item.reading else ()
    inquiry = any(kind.kind == PRESS and kind.p >= INQUIRY for kind in kinds[:1])
    return inquiry or (item.post is not None and item.post.form == "article")


def _wire(found: Found | None, aside: frozenset[tuple[str, str]]) -> Tripwire | None:
    """The tripwire of what people put aside at the desk, else that of the verdict."""
    if found is None or found.verdict is None:
        return None
    return WIRE if found.post.identity in aside else found.verdict.tripwire


def _quiet(network: str, gid: str, batch: Batch, context: Context) -> Found | None:
    """The post while its last verdict asked for no work, or people put it aside; ours and withdrawn ones stay
    where they are."""
    found = context.archive.get(network, gid, may=May.everything(), run=batch.run)
    if found is None or found.post.own or found.held or found.deleted_at or found.verdict is None:
        return None
    quiet = found.verdict.verdict in QUIET or set_aside([found.post.identity], batch.run)
    return found if quiet else None
