"""Campaigns written out as plain data and read back. No signature is stored: they follow from the words."""

from datetime import datetime, timedelta

import msgspec

from sturmwarte.core.understand.campaign.errors import StateUnreadable
from sturmwarte.core.understand.campaign.group import Group, Groups
from sturmwarte.core.understand.campaign.heard import Heard, Identity, Joined
from sturmwarte.core.understand.campaign.memory import EARLIEST, Kept, Memory
from sturmwarte.core.understand.campaign.words import Words

VERSION = 1


class PostState(msgspec.Struct, frozen=True, array_like=True):
    number: int
    identity: Identity
    author: str
    at: datetime
    age_s: float | None
    text: int
    joined: Joined | None


class TextState(msgspec.Struct, frozen=True, array_like=True):
    number: int
    words: Words
    campaign: str | None
    indexed: bool


class GroupState(msgspec.Struct, frozen=True, array_like=True):
    id: str
    first_seen: datetime
    core: Words
    written: str
    size: int
    texts: tuple[int, ...]


class State(msgspec.Struct, frozen=True, kw_only=True):
    """For `msgspec.json` or `msgspec.msgpack`. Times are aware; `newest` is None before the first post."""

    version: int = VERSION
    window_s: float
    most: int
    newest: datetime | None
    given: int
    posts: tuple[PostState, ...]
    texts: tuple[TextState, ...]
    groups: tuple[GroupState, ...]
    merged: dict[str, str]


def write(memory: Memory, groups: Groups) -> State:
    return State(
        window_s=memory.window.total_seconds(),
        most=memory.most,
        newest=memory.newest if memory.newest > EARLIEST else None,
        given=memory.given,
        posts=tuple(_post(kept) for kept in memory.posts.values()),
        texts=tuple(TextState(t.number, t.words, t.campaign, t.indexed) for t in memory.texts.values()),
        groups=tuple(
            GroupState(g.id, g.first_seen, g.core, g.written, g.size, tuple(g.texts)) for g in groups
        ),
        merged=dict(groups.merged),
    )


def _post(kept: Kept) -> PostState:
    age = None if kept.age is None else kept.age.total_seconds()
    return PostState(kept.number, kept.identity, kept.author, kept.at, age, kept.text.number, kept.joined)


def read(state: State, memory: Memory, groups: Groups) -> None:
    """Fills an empty memory and book. Raises `StateUnreadable`."""
    if state.version != VERSION:
        raise StateUnreadable(f"the campaigns' state is of version {state.version}, this reads {VERSION}")
    try:
        _read(state, memory, groups)
    except (KeyError, StopIteration) as error:
        raise StateUnreadable(f"the campaigns' state names what it does not hold: {error}") from error


def _read(state: State, memory: Memory, groups: Groups) -> None:
    memory.newest = state.newest or EARLIEST
    memory.given = state.given
    for one in state.texts:
        text = memory.begin_again(one.number, one.words)
        text.campaign, text.indexed = one.campaign, one.indexed
    for post in state.posts:
        age = None if post.age_s is None else timedelta(seconds=post.age_s)
        heard = Heard(post.identity, "", post.author, post.at, age)
        memory.keep(Kept(post.number, heard, memory.texts[post.text], post.joined))
    for group in state.groups:
        indexed = sum(memory.texts[number].indexed for number in group.texts)
        texts = dict.fromkeys(group.texts)
        groups.alive[group.id] = Group(
            group.id, group.first_seen, group.core, group.written, group.size, indexed, texts
        )
    groups.merged = dict(state.merged)
    for text in memory.texts.values():
        groups.of(text)
        memory.first(text)
