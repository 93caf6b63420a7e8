"""Exports of platforms and of other listening tools: their column heads are known, rows are invented."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sturmwarte.core.listen.csv_columns import guess
from sturmwarte.core.listen.csv_dialect import detect
from sturmwarte.core.listen.csv_row import Columns
from sturmwarte.core.listen.jsonlines import parse_record
from sturmwarte.core.post import Post

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

FOLDER = Path(__file__).parent / "exports"
EXPORTS = sorted(file.stem for file in FOLDER.glob("*.csv"))


def read(name: str) -> Post:
    export = (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    dialect = detect(export)
    assert dialect is not None
    header, row = list(csv.reader(io.StringIO(export), **dialect.options))[:2]
    record = Columns(header, guess(header), UTC).record(row)
    return parse_record(record, received_at=NOW, channel="file:export")


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_understood(name: str) -> None:
    post = read(name)
    assert post.text == "Bei einem Modell kann der Rahmen brechen."
    assert post.created_at.date() == datetime(2026, 11, 22, tzinfo=UTC).date()
    assert not {"created_at_unreadable", "created_at_missing", "created_at_in_future"} & set(post.flags)
    assert post.author is not None or name in ("youtube_comments", "google_play")


def test_a_comment_keeps_its_own_id() -> None:
    post = read("comments_of_posts")
    assert (post.id, post.root) == ("c-1", "p-1")
    post = read("youtube_comments")
    assert (post.id, post.in_reply_to, post.root) == ("Ug1", "Ug0", "v-1")


def test_a_post_alone_keeps_its_id() -> None:
    post = read("meta_business_suite_de")
    assert (post.id, post.root, post.author.name) == ("122_55", "", "Radwerk")
    assert (post.metrics.likes, post.metrics.replies, post.metrics.reposts) == (12, 7, 2)


def test_stars_and_followers() -> None:
    assert (read("trustpilot").rating, read("google_play").rating) == (2.0, 2.0)
    brandwatch = read("brandwatch")
    assert (brandwatch.author.followers, brandwatch.author.name) == (120, "Mila Kern")
    assert brandwatch.network == "", "a kind of page is no network: ids of two files would meet"
    assert read("talkwalker").author.id == "a-1"
