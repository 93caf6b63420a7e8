"""The rows of one batch, collected first and written table by table: a few statements, however many posts."""

from dataclasses import dataclass, field
from typing import Any

from sturmwarte.station.archive import index
from sturmwarte.station.archive.counting import Tally

_INSERTS = {
    "posts": "INSERT INTO archive_post (id, realm, run, network, gid, channel, source, form, private, own,"
    " lang, kind, sentiment, verdict, author_id, thread, created, received, edited, expires, deleted, held,"
    " version, content, likeness, reach, likes, reposts, replies, views) VALUES (%s" + ", %s" * 29 + ")",
    "versions": "INSERT INTO archive_version (post, number, at, content, body, author, followers)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)",
    "raws": "INSERT INTO archive_raw (post, number, body) VALUES (%s, %s, %s)",
    "hearings": "INSERT INTO archive_hearing (post, channel, source, first, last) VALUES (%s, %s, %s, %s, %s)"
    " ON CONFLICT (post, channel, source) DO UPDATE SET first = min(first, excluded.first),"
    " last = max(last, excluded.last)",
    "mentions": "INSERT INTO archive_mention (post, topic) VALUES (%s, %s) ON CONFLICT DO NOTHING",
    "unmentions": "DELETE FROM archive_mention WHERE post = %s AND topic = %s",
    "judgements": "INSERT INTO archive_judgement (post, number, at, by, reading, verdict)"
    " VALUES (%s, %s, %s, %s, %s, %s)",
    "edits": "UPDATE archive_post SET version = %s, content = %s, likeness = %s, edited = %s, author_id = %s,"
    " lang = %s, expires = %s, private = %s WHERE id = %s",
    "judged": "UPDATE archive_post SET kind = %s, sentiment = %s, verdict = %s WHERE id = %s",
    "metrics": "UPDATE archive_post SET reach = %s, likes = %s, reposts = %s, replies = %s, views = %s"
    " WHERE id = %s",
}


@dataclass
class Rows:
    """One list of parameters a statement; the names are those of `_INSERTS`."""

    posts: list[tuple[Any, ...]] = field(default_factory=list)
    versions: list[tuple[Any, ...]] = field(default_factory=list)
    raws: list[tuple[Any, ...]] = field(default_factory=list)
    hearings: list[tuple[Any, ...]] = field(default_factory=list)
    mentions: list[tuple[Any, ...]] = field(default_factory=list)
    unmentions: list[tuple[Any, ...]] = field(default_factory=list)
    judgements: list[tuple[Any, ...]] = field(default_factory=list)
    edits: list[tuple[Any, ...]] = field(default_factory=list)
    judged: list[tuple[Any, ...]] = field(default_factory=list)
    metrics: list[tuple[Any, ...]] = field(default_factory=list)
    terms: list[tuple[int, list[str]]] = field(default_factory=list)
    new_terms: list[tuple[int, list[str]]] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    def write(self, cursor: Any) -> None:
        # Time order first: neighbouring posts then lie on neighbouring pages.
        for name, statement in _INSERTS.items():
            if rows := getattr(self, name):
                cursor.executemany(statement, rows if name == "judgements" else sorted(rows, key=_first))
        if self.new_terms:
            index.replace(cursor, self.new_terms)
        index.add(cursor, self.terms)
        self.tally.write(cursor)


def _first(row: tuple[Any, ...]) -> Any:
    return row[0]
