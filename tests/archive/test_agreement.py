"""Archive search and oracle select the same posts, whatever is asked of whatever."""

import uuid
from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document, index_tokens
from sturmwarte.core.query.oracle import matches
from sturmwarte.core.query.parse import parse
from sturmwarte.core.query.tree import Node
from sturmwarte.core.understand.reading import Kind, Reading, Sentiment
from sturmwarte.station.archive import Archive, Entry, Search
from tests.archive.scene import ALL, NOON
from tests.query.strategies import posts, queries

pytestmark = pytest.mark.django_db

KINDS, MOODS, TOPICS = (
    ("complaint", "question", "none"),
    ("negative", "neutral", "positive"),
    ("bahn", "streik süd"),
)
JUDGED = (
    "kind:complaint",
    "anliegen:c*",
    "kind:n*",
    "stimmung:negativ",
    "topic:bahn",
    'thema:"streik süd"',
    "topic:*süd",
)


@dataclass(frozen=True)
class Case:
    post: Post
    lang: str
    kind: str | None
    mood: str | None
    topics: tuple[str, ...]

    def entry(self) -> Entry:
        reading = None
        if self.kind:
            sentiment = Sentiment(self.mood, 0.9) if self.mood else None  # type: ignore[arg-type]
            reading = Reading(kinds=(Kind(self.kind, 0.9),), sentiment=sentiment)
        return Entry(self.post, index_tokens(self.post), self.lang, self.topics, reading)

    def document(self) -> Document:
        mood = self.mood if self.kind else None
        return Document(
            self.post, self.lang or self.post.lang, kind=self.kind, sentiment=mood, topics=self.topics
        )


cases = st.builds(
    Case,
    posts,
    st.sampled_from(("", "de", "de-at")),
    st.sampled_from((None, *KINDS)),
    st.sampled_from((None, *MOODS)),
    st.lists(st.sampled_from(TOPICS), unique=True).map(tuple),
)
asked = st.one_of(
    queries,
    queries,
    st.sampled_from(JUDGED),
    st.tuples(queries, st.sampled_from(("AND", "OR", "AND NOT")), st.sampled_from(JUDGED)).map(" ".join),
)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(cases, min_size=1, max_size=4, unique_by=lambda case: case.post.identity), asked)
def test_the_archive_agrees_with_the_oracle(db: None, several: list[Case], text: str) -> None:
    node = parse(text)
    expected = {case.post.identity for case in several if matches(node, case.document())}
    with transaction.atomic():
        Archive().write([case.entry() for case in several], NOON)
        assert _found(node, "newest") == expected
        assert _found(node, "reach") == expected
        assert Archive().count(Search(query=node, may=ALL)).n == len(expected)
        transaction.set_rollback(True)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(cases, cases, asked)
def test_it_agrees_after_an_edit_and_a_correction(db: None, first: Case, second: Case, text: str) -> None:
    node, gid = parse(text), uuid.uuid4().hex
    edited = _as(second, gid, first.post)
    with transaction.atomic():
        archive = Archive()
        archive.write([_as(first, gid, first.post).entry()], NOON)
        if archive.write([edited.entry()], NOON) == ["edited"]:
            assert bool(_found(node, "newest")) == matches(node, edited.document())
        if edited.kind:
            corrected = Case(edited.post, edited.lang, "idea", "positive", ("neu",))
            archive.correct(
                edited.post.identity[0],
                gid,
                NOON,
                by="mia",
                reading=corrected.entry().reading,
                topics=("neu",),
            )
            assert _found(parse("kind:idea topic:neu sentiment:positive"), "newest") == {edited.post.identity}
        transaction.set_rollback(True)


def _as(case: Case, gid: str, other: Post) -> Case:
    return Case(
        replace(case.post, id=gid, channel=other.channel), case.lang, case.kind, case.mood, case.topics
    )


def _found(node: Node, order: str) -> set[tuple[str, str]]:
    found, after = set(), None
    while True:
        page = Archive().search(Search(query=node, order=order, limit=2, after=after, may=ALL))  # type: ignore[arg-type]
        found |= {one.post.identity for one in page.posts}
        after = page.next
        if after is None:
            return found
