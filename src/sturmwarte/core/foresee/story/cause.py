"""Was it set off by something of ours, or from outside?"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from sturmwarte.core.foresee.story.told import Announced, Told
from sturmwarte.core.foresee.story.words import link, links, words
from sturmwarte.core.foresee.wave import Cause, Identity, Link, Term
from sturmwarte.core.reason import Reason

LEAST_POSTS: Final = 5
_SHARE, _LINKED = 0.2, 0.1
_OWN_BEFORE: Final = timedelta(hours=24)
_WORDS_BEFORE: Final = timedelta(hours=6)
_AT_ONCE: Final = timedelta(minutes=15)
_EARLY, _LASTS = timedelta(hours=2), timedelta(hours=24)
"""An announcement leaks a little early, and is talked of for a day where it names no end."""


class Found(msgspec.Struct, frozen=True):
    cause: Cause
    why: Reason
    own_post: Identity | None = None
    announcement: str = ""


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at: the wave's posts (without ours), what is distinctive in them, and what we did."""

    posts: Sequence[Told]
    started: datetime
    topics: Sequence[str]
    terms: Sequence[Term]
    links: Sequence[Link]
    own: Sequence[Told]
    announcements: Sequence[Announced]


def cause(scene: Scene) -> Found:
    """The strongest evidence first: answers to a post of ours, an announcement, its words or its hour."""
    if len(scene.posts) < LEAST_POSTS:
        return Found("unknown", Reason("foresee.story.too_few", {"posts": len(scene.posts)}))
    return _answered(scene) or _announced(scene) or _own_words(scene) or _outside(scene)


def _answered(scene: Scene) -> Found | None:
    """Many answer, share or link one post of ours that was there first: what we say to a storm is answered
    as well, and did not set it off."""
    ours = {post.identity: post for post in scene.own if post.at <= scene.started + _AT_ONCE}
    found: Counter[Identity] = Counter()
    linked = {link(address): post.identity for post in ours.values() for address in post.links}
    for post in scene.posts:
        shared = (linked.get(address) for address in (*map(link, post.links), *links(post.text)))
        hit = {identity for identity in (*post.answers, *shared) if identity in ours}
        found.update(hit)
    if not found:
        return None
    identity, count = min(found.items(), key=lambda item: (-item[1], item[0]))
    share = count / len(scene.posts)
    if count < LEAST_POSTS or share < _SHARE:
        return None
    facts = {"posts": count, "share": round(100 * share), "channel": ours[identity].channel}
    return Found("own", Reason("foresee.story.own_answered", facts), own_post=identity)


def _announced(scene: Scene) -> Found | None:
    for one in sorted(scene.announcements, key=lambda one: (one.at, one.id)):
        until = one.until or one.at + _LASTS
        if not one.at - _EARLY <= scene.started <= until:
            continue
        if one.topics and not set(one.topics) & set(scene.topics):
            continue
        if why := _speaks_of(scene, one):
            facts = {"id": one.id, "title": one.title or one.id}
            return Found("own", Reason(f"foresee.story.announcement_{why}", facts), announcement=one.id)
    return None


def _speaks_of(scene: Scene, one: Announced) -> str:
    """How we know that people speak of an announcement: by its link, its words, or its hour alone."""
    total = len(scene.posts)
    if one.url and any(
        shared.url == link(one.url) and shared.posts >= _LINKED * total for shared in scene.links
    ):
        return "link"
    named = {stem for word in words(one.title, frozenset()) for stem in word.stems}
    said = {stem for term in scene.terms for word in words(term.text, frozenset()) for stem in word.stems}
    if named & said:
        return "words"
    soon = scene.started <= one.at + _WORDS_BEFORE
    return "hour" if one.topics and soon else ""


def _own_words(scene: Scene) -> Found | None:
    """A post of ours shortly before, in the words that people now use; reposts of others do not count."""
    said = {stem for term in scene.terms for word in words(term.text, frozenset()) for stem in word.stems}
    for post in sorted(scene.own, key=lambda post: post.at, reverse=True):
        if not scene.started - _WORDS_BEFORE <= post.at <= scene.started:
            continue
        shared = {stem for word in words(post.text, frozenset()) for stem in word.stems} & said
        if len(shared) >= 2:
            facts = {"channel": post.channel, "words": len(shared)}
            return Found("own", Reason("foresee.story.own_words", facts), own_post=post.identity)
    return None


def _outside(scene: Scene) -> Found:
    """Nothing of ours explains it: then it begins with what others share, or where they first spoke."""
    if scene.links and scene.links[0].posts >= max(LEAST_POSTS, _SHARE * len(scene.posts)):
        share = round(100 * scene.links[0].posts / len(scene.posts))
        return Found(
            "outside", Reason("foresee.story.outside_link", {"url": scene.links[0].url, "share": share})
        )
    first = min(scene.posts, key=lambda post: (post.at, post.identity))
    lately = any(scene.started - _OWN_BEFORE <= post.at <= scene.started for post in scene.own)
    key = "outside_first" if not lately else "outside_apart"
    return Found("outside", Reason(f"foresee.story.{key}", {"channel": first.channel}))
