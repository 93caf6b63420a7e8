"""From rows back to posts: five queries a page, however many posts are on it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from sturmwarte.core.post import Author, Metrics, Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.triage.verdict import Verdict
from sturmwarte.core.understand.reading import Reading
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.moments import moment
from sturmwarte.station.archive.records import Found, Hearing
from sturmwarte.station.archive.standing import chunks, marks

_post = msgspec.json.Decoder(Post).decode
_reading = msgspec.json.Decoder(Reading).decode
_verdict = msgspec.json.Decoder(Verdict).decode


class Words(NamedTuple):
    """A version with what a query needs, before the rest of it is fetched."""

    id: int
    reach: int
    post: Post
    lang: str
    kind: str
    sentiment: str
    topics: tuple[str, ...]
    pseudonym: str

    def document(self) -> Document:
        read = bool(self.kind)
        return Document(
            self.post,
            self.lang,
            kind=self.kind if read else None,
            sentiment=self.sentiment or None,
            topics=self.topics,
        )


_WORDS = (
    "SELECT p.id, p.reach, v.body, v.followers, p.lang, p.kind, p.sentiment, p.likes, p.reposts, p.replies,"
    " p.views, a.account, a.handle, a.name, a.pseudonym"
    " FROM archive_post p JOIN archive_version v ON v.post = p.id AND v.number = {number}"
    " LEFT JOIN archive_author a ON a.id = v.author WHERE p.id IN ({ids})"
)


def words(cursor: Any, ids: Sequence[int], may: May, number: int | None = None) -> dict[int, Words]:
    """Posts by id in their newest version, or in version `number`; authors as the reader may see them."""
    topics = _grouped(
        cursor, "SELECT post, topic FROM archive_mention WHERE post IN ({ids}) ORDER BY topic", ids
    )
    found: dict[int, Words] = {}
    which = "p.version" if number is None else str(int(number))
    for chunk in chunks(ids):
        cursor.execute(_WORDS.format(number=which, ids=marks(chunk)), chunk)
        for row in cursor.fetchall():
            at, reach, body, followers, lang, kind, sentiment, *metrics, account, handle, name, pseudonym = (
                row
            )
            author = _author(account, handle, name, pseudonym, followers, may)
            post = _whole(_post(bytes(body)), author, metrics, may)
            mentions = tuple(topic for (topic,) in topics[at])
            found[at] = Words(at, reach, post, lang, kind, sentiment, mentions, pseudonym or "")
    return found


def _author(
    account: str | None, handle: str, name: str, pseudonym: str, followers: int | None, may: May
) -> Author | None:
    if account is None:
        return None
    if may.names:
        return Author(id=account, handle=handle, name=name, followers=followers)
    return Author(id=pseudonym, handle=pseudonym, followers=followers)


def _whole(post: Post, author: Author | None, counted: Sequence[int | None], may: May) -> Post:
    metrics = None
    if any(count is not None for count in counted):
        metrics = Metrics(
            **dict(zip(("likes", "reposts", "replies", "views"), (c or 0 for c in counted), strict=True))
        )
    if may.names:
        return msgspec.structs.replace(post, author=author, metrics=metrics)
    # The address of a post names its author on most networks, so it goes with the name.
    return msgspec.structs.replace(
        post, author=author, metrics=metrics, url=f"https://{s}/" if (s := post.site) else ""
    )


_STATE = "SELECT id, version, deleted, held, thread, run FROM archive_post WHERE id IN ({ids})"


def load(cursor: Any, ids: Sequence[int], may: May, number: int | None = None) -> list[Found]:
    """The posts in the order of `ids`; ids that are gone are left out. What the reader may see is checked
    before."""
    texts = words(cursor, ids, may, number)
    states = _grouped(cursor, _STATE, ids)
    heard = _grouped(
        cursor,
        "SELECT post, channel, source, first, last FROM archive_hearing WHERE post IN ({ids}) ORDER BY first",
        ids,
    )
    judged = _grouped(
        cursor,
        "SELECT post, number, reading, verdict FROM archive_judgement WHERE post IN ({ids}) ORDER BY id",
        ids,
    )
    return [
        _found(texts[at], states[at][0], heard[at], judged[at], may, number)
        for at in ids
        if at in texts and states[at]
    ]


def _found(
    text: Words, state: Sequence[Any], heard: list[Any], judged: list[Any], may: May, number: int | None
) -> Found:
    version, deleted, held, thread, _ = state
    shown = number or version
    readings = [reading for at, reading, _ in judged if at == shown and reading is not None]
    verdicts = [verdict for at, _, verdict in judged if at == shown and verdict is not None]
    hidden = bool(held) and not may.held
    post = text.post
    if hidden:
        post = Post(id=post.id, channel=post.channel, form=post.form, network=post.network, run=post.run,
                    created_at=post.created_at, received_at=post.received_at)  # fmt: skip
    return Found(
        post=post,
        lang=text.lang,
        topics=text.topics,
        reading=_reading(bytes(readings[-1])) if readings and not hidden else None,
        verdict=_verdict(bytes(verdicts[-1])) if verdicts and not hidden else None,
        heard=tuple(Hearing(c, s, moment(first), moment(last)) for c, s, first, last in heard),
        version=shown,
        edited=version > 1,
        deleted_at=moment(deleted),
        held=bool(held),
        pseudonym=text.pseudonym,
        thread=thread,
    )


def _grouped(cursor: Any, statement: str, ids: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
    """Rows by their first column."""
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for chunk in chunks(ids):
        cursor.execute(statement.format(ids=marks(chunk)), chunk)
        for first, *rest in cursor.fetchall():
            found[first].append(tuple(rest))
    return found
