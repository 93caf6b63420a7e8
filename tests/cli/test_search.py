"""`sturmwarte search` as people call it."""

import json

import pytest

from sturmwarte.cli.search import printable
from tests.engine.station import Station, free_port

POSTS = [
    {
        "id": "1",
        "text": "Die Bahn ist zu spät",
        "created_at": "2026-03-01T12:00:00+01:00",
        "author": {"id": "7", "handle": "otto"},
    },
    {
        "id": "2",
        "text": "Danke, \u001b[31m Bahn",
        "created_at": "2026-03-02T12:00:00+01:00",
        "metrics": {"likes": 9},
    },
    {"id": "3", "text": "Der Bus", "created_at": "2026-03-03T12:00:00+01:00"},
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Station:
    folder = tmp_path_factory.mktemp("search")
    station = Station(folder, free_port())
    file = folder / "p.jsonl"
    file.write_text("".join(json.dumps({"channel": "mastodon:home", **post}) + "\n" for post in POSTS))
    station.call("import", file)
    return station


def lines(station: Station, *args: str) -> list[dict]:
    return [json.loads(line) for line in station.call("search", *args).stdout.splitlines()]


def test_newest_first_as_json_lines(filled):
    found = lines(filled, "bahn")
    assert [post["id"] for post in found] == ["2", "1"]
    assert {"topics", "reading", "verdict", "channel", "text"} <= found[0].keys()
    assert found[1]["author"]["handle"].startswith("A-")
    assert lines(filled, "bahn", "--names")[1]["author"]["handle"] == "otto"


def test_narrowed_by_time_run_order_and_number(filled):
    assert [p["id"] for p in lines(filled, "--since", "2026-03-02", "--until", "2026-03-03")] == ["2"]
    assert lines(filled, "bahn", "--run", "drill:1") == []
    assert [p["id"] for p in lines(filled, "--order", "reach", "--limit", "1")] == ["2"]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("(bahn",), "column 1: This parenthesis is never closed"),
        (("bahn", "--since", "gestern"), "--since gestern: write a time as"),
    ],
)
def test_a_wrong_question_is_told_in_a_line(filled, args, told):
    done = filled.call("search", *args, code=2)
    assert done.stdout == ""
    assert done.stderr.startswith(f"sturmwarte: {told}")
    assert done.stderr.count("\n") == 1


def test_an_empty_archive_finds_nothing(tmp_path):
    done = Station(tmp_path, free_port()).call("search", "bahn")
    assert (done.stdout, done.stderr) == ("", "")


def test_a_post_cannot_steer_the_terminal():

    assert printable("Danke, \x1b[31mBahn\u202e") == "Danke, \ufffd[31mBahn\ufffd"


def test_another_key_is_told_in_a_line(tmp_path):
    station = Station(tmp_path, free_port())
    (tmp_path / "p.jsonl").write_text(json.dumps({"channel": "x", **POSTS[0]}))
    station.call("import", tmp_path / "p.jsonl")
    done = station.call(
        "search", code=3, env={"STURMWARTE_ARCHIVE_KEY": "another one, long enough to be taken"}
    )
    assert "the archive's key has changed" in done.stderr
    assert done.stderr.count("\n") == 1
