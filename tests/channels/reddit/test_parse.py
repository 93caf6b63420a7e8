"""Reading Reddit's things, whatever they hold."""

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.channels.reddit.parse import Ear, parse_sample, post_of
from sturmwarte.wire.errors import Unreadable

NOW = datetime(2026, 3, 2, tzinfo=UTC)
EAR = Ear("reddit:radwerk", "s", me="radwerk_hilft")
FIELDS = [
    *("body", "selftext", "title", "author", "created_utc", "edited", "parent_id", "link_id", "context"),
    *("permalink", "url", "poll_data", "gallery_data", "media_metadata", "score", "crosspost_parent"),
    *("removed_by_category", "media", "is_video", "post_hint"),
]

anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(["t1", "t3", "t4"]), st.dictionaries(st.sampled_from(FIELDS), anything))
def test_any_thing_is_read(kind: str, data: dict[str, Any]) -> None:
    post = post_of(EAR, {"kind": kind, "data": {**data, "name": f"{kind}_1abc"}}, NOW)
    assert post is not None
    assert post.id == f"{kind}_1abc"
    assert "\x00" not in post.text + post.title


@given(st.binary(max_size=200) | anything.map(lambda value: json.dumps(value).encode()))
def test_any_answer_is_read_or_refused(body: bytes) -> None:
    try:
        parse_sample(body)
    except Unreadable:
        return


def test_nothing_is_kept_of_what_was_deleted() -> None:
    for change in ({"author": "[deleted]"}, {"body": "[removed]"}, {"removed_by_category": "moderator"}):
        data = {"name": "t1_1abc", "body": "geheim", "author": "mila", "created_utc": 1.0, **change}
        post = post_of(EAR, {"kind": "t1", "data": data}, NOW)
        assert post is not None
        assert (post.deleted_at, post.text, post.author, post.raw) == (NOW, "", None, None)
