"""Queries and posts for property tests; the archive's search is held against the same ones.

The alphabet is small on purpose, so that random queries and random posts do meet.
"""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from sturmwarte.core.post import Author, Media, Post

_WORDS = """
bahn Bahn BAHN bahnchef Bahn-Chef chef zug Zug streik Streik Müller Mueller MÜLLER Müller's müllers
Maße Masse versicherung Krankenversicherung kranken-versicherung o'brien 1.000 1000 3,5 😀 👍🏽 👍 🇩🇪 東京
#bahn #Bahn-Streik @bahn @db_info @bahn.bsky.social @support@bahn.social bahn.de info@bahn.de und a b _b_
"""
_NOISE = """
https://www.bahn.de/x https://t.co/Ab1 !!! „Bahn“ (zug) Bahn, \0 ba\u00adhn bahn/zug مرحبا
"""
_PATTERNS = """
bahn* *bahn *ahn* b*n *versicherung *versicher* #bahn* #b*streik @bahn* *chef mue* 1* bahn-ch* 東*
"""
_FIELDS = """
lang:de lang:en channel:mail channel:mastodon channel:m* source:feed form:comment art:beitrag author:anna
author:@an* site:example.org site:org country:de followers>10 followers<=10 followers=0 rating<=2 rating>2,5
is:reply ist:geteilt is:ad is:own has:image hat:link has:rating has:media
"""
WORDS, NOISE, PATTERNS = _WORDS.split(), _NOISE.split(), _PATTERNS.split()
FIELDS = [*_FIELDS.split(), "sprache:(de ODER en)"]
LANGS = ("", "de", "de-at", "en")

texts = st.lists(st.sampled_from([*WORDS, *NOISE]), max_size=12).map(" ".join)
"""What people write, out of words that the queries know."""

authors = st.builds(
    Author,
    id=st.sampled_from(("1", "2")),
    handle=st.sampled_from(("", "anna", "bernd")),
    followers=st.sampled_from((None, 0, 10, 5000)),
)
media = st.builds(Media, type=st.sampled_from(("image", "image/png", "video")), alt=texts)
posts = st.builds(
    Post,
    id=st.integers(0, 10**9).map(str),
    channel=st.sampled_from(("mail", "mastodon:support", "feed")),
    source=st.sampled_from(("", "feed")),
    form=st.sampled_from(("post", "comment", "review")),
    text=texts,
    title=st.one_of(st.just(""), texts),
    url=st.sampled_from(("", "https://www.example.org/1", "https://blog.example.org/2", "http://[oops")),
    lang=st.sampled_from(LANGS),
    author=st.none() | authors,
    in_reply_to=st.sampled_from(("", "1")),
    repost_of=st.sampled_from(("", "1")),
    media=st.lists(media, max_size=1).map(tuple),
    own=st.booleans(),
    is_ad=st.booleans(),
    rating=st.sampled_from((None, 1.0, 2.5, 5.0)),
    country=st.sampled_from(("", "DE")),
    created_at=st.integers(0, 86_400).map(lambda s: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=s)),
    received_at=st.just(datetime(2026, 1, 2, tzinfo=UTC)),
)

_words = st.sampled_from([*WORDS, *PATTERNS])
_phrases = st.lists(_words, min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"')
_exact = st.sampled_from(("Bahn", "bahn", "Müller", "Bahn-Chef", "#Bahn-Streik", "B*", "Bahn Chef")).map(
    "{{{}}}".format
)
located = st.recursive(
    st.one_of(_words, _words, _phrases, _exact),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' OR '.join(parts)})"),
        st.tuples(inner, st.sampled_from(("NEAR", "ONEAR", "NAHE")), st.integers(1, 4), inner).map(
            lambda near: f"({near[0]} {near[1]}/{near[2]} {near[3]})"
        ),
    ),
    max_leaves=4,
)
"""Texts of queries that stand somewhere in a post: what NEAR may join."""

queries = st.recursive(
    st.one_of(located, located, st.sampled_from(FIELDS)),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' AND '.join(parts)})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' ODER '.join(parts)})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' '.join(parts)})"),
        inner.map(lambda part: f"NOT {part}"),
    ),
    max_leaves=8,
)
"""Texts of queries over everything a topic may ask."""
