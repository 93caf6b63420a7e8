"""What the press takes up: the posts that an article replies to, links to, or shares a link with."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.station.archive.facts import fact
from sturmwarte.station.archive.identity import earliest_id, key, realm
from sturmwarte.station.archive.kinship import Identity, kin
from sturmwarte.station.archive.loading import words
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.moments import micros

MOST = 200
"""Posts looked through for a link, the newest."""
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)


def taken_up(cursor: Any, post: Post, topics: Sequence[str], since: int) -> list[Identity]:
    """Identities of earlier posts, each once; the post itself is not among them.

    The one it replies to; the one its conversation began with; those whose address it names; and, of those
    that name a link which it names or stands at, the one that did so first. By link only posts created
    since that share one of its topics.
    """
    found = dict.fromkeys((*_conversation(cursor, post), *_by_link(cursor, post, topics, since)))
    found.pop(post.identity, None)
    return list(found)


def _conversation(cursor: Any, post: Post) -> Iterator[Identity]:
    network = post.identity[0]
    parents = kin(cursor, [post]).posts
    names = [post.in_reply_to, post.root, *(told.thread for told in parents.values())]
    yield from ((network, name) for name in names if name)


def _by_link(cursor: Any, post: Post, topics: Sequence[str], since: int) -> Iterator[Identity]:
    links = links_of(post)
    if not links or not topics:
        return
    at = post.created_at or post.received_at
    latest = earliest_id(micros(at) + 1000) if at else 1 << 62
    cursor.execute(
        "SELECT rowid FROM archive_index WHERE archive_index MATCH %s AND rowid >= %s AND rowid < %s"
        " ORDER BY rowid DESC LIMIT %s",
        [_question(links, topics), earliest_id(since), latest, MOST],
    )
    texts = words(cursor, [row for (row,) in cursor.fetchall()], May.everything())
    shared = None
    for row in sorted(texts):
        other = texts[row].post
        if realm(other.run) != key(post)[0] or other.identity == post.identity:
            continue
        if plain(other.url) in links:
            yield other.identity
        elif shared is None and links & links_of(other):
            shared = other.identity
    if shared:
        yield shared


def _question(links: set[str], topics: Sequence[str]) -> str:
    """The index question: a place that is linked to, and a topic in common."""
    linked = Document(Post(id="", channel="", text=" ".join(f"https://{link}" for link in sorted(links))))
    hosts = {term for term in linked.terms if term.startswith(".")}
    sites = {fact("site", link.partition("/")[0]) for link in links}
    return f"({_any(hosts | sites)}) AND ({_any({fact('topic', topic) for topic in topics})})"


def _any(terms: set[str]) -> str:
    return " OR ".join('"' + term.replace('"', '""') + '"' for term in sorted(terms))


def links_of(post: Post) -> set[str]:
    """The links in a post's words and its own address, each in its `plain` form."""
    named = {plain(link.rstrip(".,;:!?)]}'")) for link in _LINK.findall(post.content)}
    return (named | {plain(post.url)}) - {""}


def plain(link: str) -> str:
    """An address without what differs between two copies of it: scheme, www, anchor, tracking, last slash."""
    bare = link.partition("#")[0].partition("://")[2] or link.partition("#")[0]
    host, slash, rest = bare.partition("/")
    path, _, query = rest.partition("?")
    kept = "&".join(part for part in query.split("&") if part and not part.startswith(("utm_", "fbclid")))
    return host.casefold().removeprefix("www.") + (slash + path).rstrip("/") + ("?" + kept if kept else "")
