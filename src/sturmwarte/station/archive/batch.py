"""What each outcome means in rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from sturmwarte.core.post import Metrics, Post
from sturmwarte.core.triage.verdict import Verdict
from sturmwarte.core.understand.reading import Reading
from sturmwarte.station.archive import index
from sturmwarte.station.archive.authors import Named, author_ids, named
from sturmwarte.station.archive.counting import Counted
from sturmwarte.station.archive.facts import MOVING, fact, facts, moving_facts
from sturmwarte.station.archive.identity import Key, free_ids, key, wanted_id
from sturmwarte.station.archive.keys import pseudonym
from sturmwarte.station.archive.likeness import likeness
from sturmwarte.station.archive.moments import micros
from sturmwarte.station.archive.records import Entry
from sturmwarte.station.archive.removal import remove
from sturmwarte.station.archive.rows import Rows
from sturmwarte.station.archive.standing import Standing, chunks, marks, standing, topics_of

_encode = msgspec.json.Encoder().encode


class Batch:
    """Collects rows while it goes through a batch's outcomes; `finish` writes them.

    `there` holds the posts that exist already, `fresh` those that come in new, `authors` those of new
    posts and versions (nobody else's name is written down). `now` in microseconds.
    """

    def __init__(
        self,
        cursor: Any,
        there: Mapping[Key, Standing],
        fresh: Sequence[Post] = (),
        authors: Iterable[Named] = (),
        *,
        now: int,
    ) -> None:
        self._cursor, self._now, self._rows = cursor, now, Rows()
        self._topics = topics_of(cursor, [row.id for row in there.values()])
        self._authors = author_ids(cursor, authors)
        wanted = [wanted_id(post) for post in fresh]
        self._ids = dict(zip(map(key, fresh), free_ids(wanted, self._taken(wanted)), strict=True))
        self._threads = self._parents(fresh)
        self._deleted: list[tuple[Key, int]] = []

    def new(self, entry: Entry, identity: Key, content: bytes) -> None:
        post, rows = entry.post, self._rows
        at = self._ids[identity]
        received = self._received(post)
        created = micros(post.created_at) if post.created_at else received
        kind, sentiment, verdict = judged(entry.reading, entry.verdict)
        private = post.is_private
        author = self._author(post)
        metrics = post.metrics
        rows.posts.append(
            (at, identity[0], post.run, *identity[1:], post.channel, post.source, post.form, private,
             post.own, entry.lang or post.lang, kind, sentiment, verdict, author,
             self._thread(post, identity), created, received, micros(post.edited_at),
             micros(post.expires_at), None, False, 1, content,
             likeness(post, entry.tokens), post.reach, *counts(metrics))
        )  # fmt: skip
        self._version(entry, at, 1, content)
        rows.hearings.append((at, post.channel, post.source, received, received))
        rows.mentions += [(at, topic) for topic in entry.topics]
        rows.terms.append((at, all_terms(entry)))
        rows.tally.add(
            Counted(created, post.run, post.channel, sentiment, kind, private, frozenset(entry.topics))
        )

    def heard_again(self, entry: Entry, row: Standing) -> None:
        post, rows = entry.post, self._rows
        received = self._received(post)
        rows.hearings.append((row.id, post.channel, post.source, received, received))
        if post.metrics is not None and counts(post.metrics) != (
            row.likes,
            row.reposts,
            row.replies,
            row.views,
        ):
            rows.metrics.append((post.reach, *counts(post.metrics), row.id))
        fresh = set(entry.topics) - self._topics[row.id]
        unread = not (row.kind or row.verdict)
        if fresh or (unread and (entry.reading or entry.verdict)):
            self.adjust(row, self._topics[row.id] | fresh, entry.reading, entry.verdict)

    def adjust(
        self,
        row: Standing,
        topics: set[str] | None,
        reading: Reading | None,
        verdict: Verdict | None,
        by: str = "",
    ) -> None:
        """Other topics or another judgement of the same version: index, counts and mentions move with it.

        What is None stays as it was.
        """
        if topics is None:
            topics = self._topics[row.id]
        kind, sentiment, action = judged(reading, verdict)
        if reading is None:
            kind, sentiment = row.kind, row.sentiment
        action = action or row.verdict
        before = counted(row, self._topics[row.id])
        after = replace(before, kind=kind, sentiment=sentiment, topics=frozenset(topics))
        self._rows.tally.move(before, after)
        self._mentions(row.id, topics)
        self._judgements(row.id, row.version, reading, verdict, by)
        self._rows.judged.append((kind, sentiment, action, row.id))
        kept = [t for t in index.terms_of(self._cursor, row.id) if not t.startswith(MOVING)]
        self._rows.new_terms.append((row.id, kept + moving_facts(topics, kind, sentiment)))

    def edited(self, entry: Entry, row: Standing, content: bytes) -> None:
        post, number = entry.post, row.version + 1
        kind, sentiment, verdict = judged(entry.reading, entry.verdict)
        before = counted(row, self._topics[row.id])
        private = post.is_private
        after = replace(
            before, kind=kind, sentiment=sentiment, private=private, topics=frozenset(entry.topics)
        )
        received = self._received(post)
        at = micros(post.edited_at) if post.edited_at else received
        rows = self._rows
        rows.tally.move(before, after)
        rows.edits.append(
            (
                number,
                content,
                likeness(post, entry.tokens),
                at,
                self._author(post),
                entry.lang or post.lang,
                micros(post.expires_at),
                private,
                row.id,
            )
        )
        rows.judged.append((kind, sentiment, verdict, row.id))
        if post.metrics is not None:
            rows.metrics.append((post.reach, *counts(post.metrics), row.id))
        self._version(entry, row.id, number, content)
        rows.hearings.append((row.id, post.channel, post.source, received, received))
        self._mentions(row.id, set(entry.topics))
        rows.new_terms.append((row.id, all_terms(entry)))

    def deleted(self, entry: Entry, identity: Key) -> None:
        self._deleted.append((identity, micros(entry.post.deleted_at) or self._now))

    def finish(self) -> None:
        self._rows.write(self._cursor)
        if self._deleted:
            gone = [identity for identity, _ in self._deleted]
            remove(self._cursor, gone, "deleted by its author or the network", self._now)

    def _version(self, entry: Entry, at: int, number: int, content: bytes) -> None:
        post = entry.post
        followers = post.author.followers if post.author else None
        body = _encode(msgspec.structs.replace(post, author=None, metrics=None, raw=None))
        read = self._received(post)
        self._rows.versions.append((at, number, read, content, body, self._author(post), followers))
        raw = entry.raw if entry.raw is not None else (_encode(post.raw) if post.raw is not None else None)
        if raw is not None:
            self._rows.raws.append((at, number, raw))
        self._judgements(at, number, entry.reading, entry.verdict)

    def _judgements(
        self, at: int, number: int, reading: Reading | None, verdict: Verdict | None, by: str = ""
    ) -> None:
        if reading is not None or verdict is not None:
            bodies = (
                _encode(judgement) if judgement is not None else None for judgement in (reading, verdict)
            )
            self._rows.judgements.append((at, number, self._now, by, *bodies))

    def _mentions(self, at: int, topics: set[str]) -> None:
        self._rows.unmentions += [(at, topic) for topic in self._topics[at] - topics]
        self._rows.mentions += [(at, topic) for topic in topics - self._topics[at]]

    def _received(self, post: Post) -> int:
        return micros(post.received_at) if post.received_at else self._now

    def _author(self, post: Post) -> int | None:
        return self._authors[named(post.identity[0], post.author)] if post.author else None

    def _taken(self, wanted: Sequence[int]) -> set[int]:
        """The ids others have, among those wanted or run over into."""
        taken: set[int] = set()
        for chunk in chunks(wanted):
            self._cursor.execute(f"SELECT id FROM archive_post WHERE id IN ({marks(chunk)})", chunk)  # noqa: S608
            hit = [at for (at,) in self._cursor.fetchall()]
            for at in hit:
                self._cursor.execute(
                    "SELECT id FROM archive_post WHERE id >= %s ORDER BY id LIMIT 1000", [at]
                )
                taken.update(near for (near,) in self._cursor.fetchall())
        return taken

    def _parents(self, posts: Sequence[Post]) -> dict[Key, str]:
        """The thread of each post's parent, so that a conversation without a stated root stays one."""
        answered = [
            (key(post)[0], key(post)[1], post.in_reply_to)
            for post in posts
            if post.in_reply_to and not post.root
        ]
        return {k: row.thread for k, row in standing(self._cursor, answered).items()}

    def _thread(self, post: Post, identity: Key) -> str:
        realm, network, gid = identity
        if post.root or not post.in_reply_to:
            thread = post.root or gid
        else:
            thread = self._threads.get((realm, network, post.in_reply_to), post.in_reply_to)
        self._threads[identity] = thread
        return thread


def judged(reading: Reading | None, verdict: Verdict | None) -> tuple[str, str, str]:
    """(best kind, sentiment, verdict); empty where nobody has judged."""
    kind = reading.best_kind if reading else ""
    sentiment = reading.sentiment.label if reading and reading.sentiment else ""
    return kind, sentiment, verdict.verdict if verdict else ""


def counted(row: Standing, topics: set[str]) -> Counted:
    return Counted(row.created, row.run, row.channel, row.sentiment, row.kind, row.private, frozenset(topics))


def counts(metrics: Metrics | None) -> tuple[int | None, int | None, int | None, int | None]:
    if metrics is None:
        return None, None, None, None
    return metrics.likes, metrics.reposts, metrics.replies, metrics.views


def all_terms(entry: Entry) -> list[str]:
    """The words of a post and the facts about it; its author also under the pseudonym some readers see."""
    kind, sentiment, _ = judged(entry.reading, entry.verdict)
    known = facts(entry.post, entry.lang, entry.topics, kind, sentiment)
    if author := entry.post.author:
        known.append(fact("author", pseudonym(entry.post.identity[0], author.id)))
    return [*entry.tokens, *known]
