"""The archive's face: all that others call. No SQL, no rows and no row ids leave this package."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from django.db import connection, transaction

from sturmwarte.core.post import LIVE, Post
from sturmwarte.core.triage.verdict import Verdict
from sturmwarte.core.understand.reading import Reading
from sturmwarte.station.archive import (
    believing,
    cells,
    conversation,
    coverage,
    erasure,
    gauge,
    holding,
    integrity,
    kinship,
    likeness,
    sample,
    searching,
    series,
    taken_up,
    tallying,
    writing,
)
from sturmwarte.station.archive.errors import Unsupported
from sturmwarte.station.archive.exporting.run import Export, export
from sturmwarte.station.archive.gauge import Gauge, Narrowed
from sturmwarte.station.archive.identity import realm
from sturmwarte.station.archive.keys import check_key
from sturmwarte.station.archive.loading import load
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.moments import micros, moment
from sturmwarte.station.archive.records import (
    Change,
    Count,
    Entry,
    Facet,
    FacetName,
    Found,
    Grain,
    Histogram,
    Interval,
    Known,
    Outcome,
    Overview,
    Page,
    Search,
)

if TYPE_CHECKING:
    from sturmwarte.station.archive.retention import Policy


class Archive:
    """Everything that was heard.

    Writes belong to the engine's process and run in the caller's transaction (exceptions say so). Reads take
    what the reader `May` see. `run` None means what really happened. Raises `Unsupported` on a database that
    cannot hold an archive yet, `WrongKey` when the key is not the one the tombstones were made with.
    """

    def __init__(self) -> None:
        if connection.vendor != "sqlite":
            raise Unsupported(
                "the archive needs SQLite so far: unset STURMWARTE_DATABASE (PostgreSQL keeps only the desk)"
            )
        self._checked = False

    # Posts in

    def known(self, posts: Sequence[Post]) -> dict[tuple[str, str], Known]:
        """What is known of the posts' identities (`post.identity`); those never met are missing."""
        with self._cursor() as cursor:
            return writing.known(cursor, posts)

    def write(self, entries: Sequence[Entry], now: datetime) -> list[Outcome]:
        """Takes a batch in; says per entry, in their order, what was new in it."""
        with self._cursor() as cursor:
            return writing.write(cursor, entries, micros(now))

    # What stands around posts

    def kin(self, posts: Sequence[Post]) -> kinship.Kin:
        """Whose the parents of the posts (of one run) are, and what we replied in their conversations."""
        with self._cursor() as cursor:
            return kinship.kin(cursor, posts) if posts else kinship.Kin({}, [])

    def alike(self, numbers: Iterable[int], since: datetime) -> dict[int, list[likeness.Like]]:
        """The posts of each `likeness` created since, the oldest first; ours are left out."""
        with self._cursor() as cursor:
            return likeness.alike(cursor, numbers, micros(since))

    def taken_up(self, post: Post, topics: Sequence[str], since: datetime) -> list[tuple[str, str]]:
        """The earlier posts an article is about: by conversation, by address, by the same link."""
        with self._cursor() as cursor:
            return taken_up.taken_up(cursor, post, topics, micros(since))

    def correct(
        self,
        network: str,
        gid: str,
        now: datetime,
        *,
        by: str,
        reading: Reading | None = None,
        verdict: Verdict | None = None,
        topics: Sequence[str] | None = None,
        run: str | None = None,
    ) -> bool:
        """Another judgement or other topics for the newest version; counts move with it. False: no such
        post."""
        with self._cursor() as cursor:
            key = (realm(run), network, gid)
            return writing.correct(cursor, key, micros(now), by, reading, verdict, topics)

    def own_reading(self, network: str, gid: str, run: str | None = None) -> Reading | None:
        """The station's own reading of the newest version, as it was before people corrected it."""
        with self._cursor() as cursor:
            return believing.own_reading(cursor, (realm(run), network, gid))

    # Posts out

    def search(self, search: Search) -> Page:
        """One page; raises `BadCursor` for a cursor no page gave out."""
        with self._cursor() as cursor:
            return searching.search(cursor, search)

    def count(self, search: Search, part: float = 1) -> Count:
        """How many; with a `part` of the usual work a rougher estimate where it is one."""
        with self._cursor() as cursor:
            return tallying.count(cursor, search, part)

    def facets(self, search: Search, fields: Sequence[FacetName], most: int = 20) -> list[Facet]:
        """The most frequent values of each field over all that the search finds; authors by pseudonym."""
        with self._cursor() as cursor:
            return tallying.facets(cursor, search, fields, most)

    def histogram(self, search: Search, grain: Grain = "hour", zone: tzinfo = UTC) -> Histogram:
        """Posts per minute, hour or day (days of `zone`)."""
        with self._cursor() as cursor:
            return tallying.histogram(cursor, search, grain, zone)

    def overview(
        self,
        search: Search,
        fields: Sequence[FacetName],
        grain: Grain = "hour",
        zone: tzinfo = UTC,
        most: int = 20,
    ) -> Overview:
        """Count, facets and histogram together, at the price of one."""
        with self._cursor() as cursor:
            return tallying.overview(cursor, search, fields, grain, zone, most)

    def get(self, network: str, gid: str, *, may: May, run: str | None = None) -> Found | None:
        """One post in its newest version; None when it is not here or not for this reader."""
        with self._cursor() as cursor:
            post = conversation.one(cursor, realm(run), network, gid, may)
            found = load(cursor, [post], may) if post is not None else []
        return found[0] if found else None

    def get_all(
        self, identities: Sequence[tuple[str, str]], *, may: May, run: str | None = None
    ) -> dict[tuple[str, str], Found]:
        """Many posts in their newest versions, by identity; those not here or not for this reader are
        missing."""
        with self._cursor() as cursor:
            found = conversation.many(cursor, realm(run), identities, may)
        return {post.post.identity: post for post in found}

    def thread(self, network: str, gid: str, *, may: May, run: str | None = None) -> list[Found]:
        """The conversation around a post, oldest first."""
        with self._cursor() as cursor:
            return conversation.thread(cursor, realm(run), network, gid, may)

    def versions(self, network: str, gid: str, *, may: May, run: str | None = None) -> list[Found]:
        """Every version of a post, each with the judgement made of it."""
        with self._cursor() as cursor:
            return conversation.versions(cursor, realm(run), network, gid, may)

    # For the station's own watch, never for a person's page

    def sample(self, narrowed: Narrowed, *, newest: int, widest: int) -> list[Found]:
        """The newest posts and those with the widest reach, the oldest first."""
        with self._cursor() as cursor:
            ids = sample.sample(cursor, narrowed, newest, widest) if narrowed.topics else []
            return load(cursor, ids, May.everything())

    def gauge(self, narrowed: Narrowed) -> Gauge:
        """How many posts and authors, and the widest reach of one."""
        with self._cursor() as cursor:
            return gauge.gauge(cursor, narrowed)

    def standing_out(
        self, narrowed: Narrowed, kinds: Sequence[str], *, reach: int | None = None, most: int = 50
    ) -> list[Found]:
        """The newest posts that are of these kinds, or that so many saw; the oldest first."""
        with self._cursor() as cursor:
            ids = gauge.standing_out(cursor, narrowed, kinds, reach, most) if narrowed.topics else []
            return load(cursor, ids, May.everything())

    def export(
        self,
        search: Search,
        wanted: Export,
        stream: BinaryIO,
        now: datetime,
        progress: Callable[[int], None] = lambda n: None,  # noqa: ARG005
    ) -> int:
        """Writes all that the search finds to `stream`, then registers and audits it. Own transaction."""
        with self._cursor() as cursor:
            return export(cursor, search, wanted, stream, now, progress)

    # Counts and hearing

    def series(  # noqa: PLR0913 each narrows the count
        self,
        topic: str,
        grain: Grain,
        since: datetime,
        until: datetime,
        *,
        may: May,
        zone: tzinfo = UTC,
        channel: str | None = None,
        sentiment: str | None = None,
        kind: str | None = None,
        run: str | None = None,
        gone: bool = False,
    ) -> list[tuple[datetime, int]]:
        """Counts over event time, oldest first; topic "" is all that was heard. With `gone` how many of them
        were deleted since. A missing bucket is a zero only where `coverage` says `hearing`."""
        with self._cursor() as cursor:
            return series.series(
                cursor, topic, grain, since, until, may=may, zone=zone, channel=channel,
                sentiment=sentiment, kind=kind, run=run, gone=gone,
            )  # fmt: skip

    def cells(
        self,
        topics: Sequence[str],
        grain: Literal["minute", "hour"],
        since: int,
        until: int,
        runs: Sequence[str],
    ) -> list[cells.Cell]:
        """The counters of many topics between two moments (minutes since 1970, UTC), for the station's own
        watch."""
        with self._cursor() as cursor:
            return list(cells.cells(cursor, topics, grain, since, until, runs))

    def record_coverage(self, source: str, topic: str, state: str, at: datetime, run: str = LIVE) -> bool:
        """From `at` on the source (for a topic; "" as a whole) is hearing, quiet, limited, disturbed or
        resting."""
        with self._cursor() as cursor:
            return coverage.record(cursor, source, topic, state, micros(at), run)

    def retell_coverage(
        self,
        source: str,
        topic: str,
        since: datetime,
        told: Sequence[tuple[str, datetime, datetime | None]],
        run: str = LIVE,
    ) -> None:
        """Replaces what is known of a source (for a topic) from `since` on: (state, from, until or None)."""
        stretches = [(state, micros(a), micros(b) if b else None) for state, a, b in told]
        with self._cursor() as cursor:
            coverage.retell(cursor, source, topic, run, micros(since), stretches)

    def coverage(
        self, source: str | None, topic: str | None, since: datetime, until: datetime, run: str = LIVE
    ) -> list[Interval]:
        """The states of a source (None: all) between two moments, oldest first."""
        with self._cursor() as cursor:
            return coverage.coverage(cursor, source, topic, micros(since), micros(until), run)

    # Taking out, keeping back

    def delete(self, network: str, gid: str, reason: str, now: datetime, run: str | None = None) -> Change:
        """Removes a post and writes its tombstone, also when it was never seen. A hold keeps it off all
        lists."""
        with self._cursor() as cursor:
            return erasure.erase_posts(cursor, [(realm(run), network, gid)], reason, micros(now))

    def find_person(self, handle: str, network: str | None = None) -> list[erasure.Person]:
        """The accounts behind a handle, an account id or a pseudonym."""
        with self._cursor() as cursor:
            return erasure.find(cursor, handle, network)

    def posts_of(self, network: str, account: str) -> list[Found]:
        """All posts of an account in every run, held ones too: for the person themselves."""
        with self._cursor() as cursor:
            ids = erasure.ids_of(cursor, network, account)
            return load(cursor, ids, May.everything())

    def erase(
        self, network: str, account: str, now: datetime, *, reason: str = "", objection: bool = False
    ) -> Change:
        """Erases an account's posts and names everywhere; `objection` keeps future ones out too. Afterwards
        `finish_erasure`, or words may still lie in the files."""
        with self._cursor() as cursor:
            return erasure.erase(cursor, network, account, micros(now), reason=reason, objection=objection)

    def finish_erasure(self, *, always: bool = False) -> bool:
        """Drops erased words from index, free pages and log. Outside a transaction. False: call again."""
        with self._cursor() as cursor:
            return erasure.finish_erasure(cursor, always=always)

    def optimise(self) -> bool:
        """The nightly tidying of the index; finishes erasures too."""
        return self.finish_erasure(always=True)

    def exports_with(self, network: str, account: str) -> list[tuple[str, str, datetime]]:
        """Exported files that hold posts of the account: (name, who, when)."""
        with self._cursor() as cursor:
            return [(name, by, moment(at)) for name, by, at in erasure.files_with(cursor, network, account)]

    def mentioned(self, handle: str) -> int:
        """How many posts name the handle in their text."""
        with self._cursor() as cursor:
            return erasure.mentioned(cursor, handle)

    def hold(
        self,
        network: str,
        gid: str,
        *,
        reason: str,
        by: str,
        until: datetime,
        now: datetime,
        run: str | None = None,
    ) -> None:
        """Keeps a post although it is deleted, out of every list. Raises `NoSuchPost`, or ValueError
        without a reason or a future end."""
        with self._cursor() as cursor:
            holding.hold(cursor, (realm(run), network, gid), reason, by, micros(until), micros(now))

    def release(self, network: str, gid: str, now: datetime, run: str | None = None) -> bool:
        """Ends the holds; a post deleted meanwhile goes now."""
        with self._cursor() as cursor:
            return holding.release(cursor, (realm(run), network, gid), micros(now))

    def holds(self) -> list[holding.Held]:
        with self._cursor() as cursor:
            return holding.holds(cursor)

    def retention(self, now: datetime, policy: "Policy | None" = None) -> dict[str, int]:
        """Removes what was kept long enough and ends expired holds; returns counts by what went.

        In steps, each a transaction (a savepoint inside the caller's).
        """
        # Brings the plan's models: half a second that no search should wait for.
        from sturmwarte.station.archive import retention  # noqa: PLC0415

        policy = retention.DEFAULT if policy is None else policy
        total = {"post": 0, "raw": 0, "author": 0, "hold": 0}
        after: int | None = -1 << 62
        with self._cursor() as cursor:
            with transaction.atomic():
                total["hold"] = holding.release_expired(cursor, micros(now))
            while after is not None:
                with transaction.atomic():
                    counts, after = retention.carry_out(cursor, policy, micros(now), after)
                for what, n in counts.items():
                    total[what] += n
        return total

    def integrity(self, *, thorough: bool = False) -> list[integrity.Finding]:
        """Every check `doctor` runs; outside a transaction."""
        with self._cursor() as cursor:
            return integrity.check(cursor, thorough=thorough)

    def tombstones(self) -> list[tuple[bytes, datetime, str]]:
        """All tombstones: (keyed hash, when, why). A backup keeps them aside so that a restore can replay
        them."""
        with self._cursor() as cursor:
            return erasure.tombstones(cursor)

    def replay_tombstones(self, stones: Sequence[tuple[bytes, datetime, str]], now: datetime) -> int:
        """Writes tombstones that a restored archive lacks and removes what they stand for; returns how many
        posts went. Outside a transaction or in the caller's."""
        with self._cursor() as cursor, transaction.atomic():
            known = [(stone, micros(at), reason) for stone, at, reason in stones]
            return erasure.replay(cursor, known, micros(now))

    def _cursor(self) -> Any:
        if not self._checked:
            check_key()
            self._checked = True
        return connection.cursor()
