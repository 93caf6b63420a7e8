"""`sturmwarte match` as people call it."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

TOPICS = """
company:
  name: Radwerk

topics:
  - id: strike
    query: 'bahn* AND (streik OR "fällt aus")'
  - id: bus
    query: >
      bus OR
      tram
"""
STRIKE = {"id": 1, "channel": "mail", "text": "Die Bahn fällt aus"}
SUN = {"id": "2", "channel": "mail", "text": "Sonne"}


def run(*args: object, stdin: bytes = b"") -> tuple[int, list[dict[str, object]], str]:
    command = [sys.executable, "-m", "sturmwarte.cli.main", "match", *map(str, args)]
    done = subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=60)
    records = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return done.returncode, records, done.stderr.decode()


def lines(*posts: dict[str, object]) -> bytes:
    return b"".join(json.dumps(post).encode() + b"\n" for post in posts)


@pytest.fixture
def topics(tmp_path: Path) -> Path:
    file = tmp_path / "topics.yaml"
    file.write_text(TOPICS, encoding="utf-8")
    return file


def test_posts_from_a_file_and_from_standard_input(topics: Path, tmp_path: Path) -> None:
    expected = [{"id": "1", "topics": ["strike"]}, {"id": "2", "topics": []}]
    file = tmp_path / "posts.jsonl"
    file.write_bytes(lines(STRIKE, SUN))
    assert run("--topics", topics, file) == (0, expected, "")
    assert run("--topics", topics, "-", stdin=lines(STRIKE, SUN)) == (0, expected, "")
    assert run("--topics", topics, stdin=lines(STRIKE, SUN)) == (0, expected, "")
    packed = tmp_path / "posts.jsonl.gz"
    packed.write_bytes(gzip.compress(lines(SUN)))
    assert run("--topics", topics, file, packed) == (0, [*expected, expected[1]], "")


def test_topics_as_json_lines_also_from_standard_input(tmp_path: Path) -> None:
    posts = tmp_path / "posts.jsonl"
    posts.write_bytes(lines(STRIKE))
    given = lines({"id": "a", "query": "bahn"}, {"id": "b", "query": "bus", "name": "Bus"})
    assert run("--topics", "-", posts, stdin=given) == (0, [{"id": "1", "topics": ["a"]}], "")


def test_bad_queries_are_told_with_their_place_and_the_rest_goes_on(tmp_path: Path) -> None:
    topics = tmp_path / "topics.yaml"
    topics.write_text(
        "topics:\n  - id: good\n    query: bahn\n  - id: bad\n    query: 'bus OR'\n"
        "  - id: good\n    query: x\n  - id: none\n"
    )
    code, records, said = run("--topics", topics, stdin=lines(STRIKE))
    assert (code, records) == (1, [{"id": "1", "topics": ["good"]}])
    first, second, third = said.splitlines()
    assert first.startswith(f"{topics}:5:17: topic bad, column 5:")
    assert second.startswith(f"{topics}:7: topic good is there twice")
    assert third.startswith(f"{topics}:8: not a topic")


def test_bad_topic_lines(tmp_path: Path) -> None:
    topics = tmp_path / "topics.jsonl"
    topics.write_bytes(lines({"id": "a", "query": "bahn"}, {"id": "b"}, {"id": "c", "query": "("}))
    code, records, said = run("--topics", topics, stdin=lines(STRIKE))
    assert (code, records) == (1, [{"id": "1", "topics": ["a"]}])
    assert [line.split(": ")[0] for line in said.splitlines()] == [f"{topics}:2", f"{topics}:3"]


def test_bad_posts_are_told_and_the_rest_goes_on(topics: Path) -> None:
    stdin = b'nonsense\n\n{"id": "x"}\n\xff\xfe{}\n' + lines(STRIKE)
    code, records, said = run("--topics", topics, stdin=stdin)
    assert (code, records) == (1, [{"id": "1", "topics": ["strike"]}])
    assert [line.split(": ")[0] for line in said.splitlines()] == ["-:1", "-:3", "-:4"]


@pytest.mark.parametrize(
    "content", [b"", b"company: {name: X}\n", b"topics: [", b"\xff\xff", b"[]", b"a: b: c"]
)
def test_no_usable_topic(tmp_path: Path, content: bytes) -> None:
    topics = tmp_path / "topics.yaml"
    topics.write_bytes(content)
    code, records, said = run("--topics", topics, stdin=lines(STRIKE))
    assert (code, records) == (2, [])
    assert said.startswith(("sturmwarte: ", f"{topics}:"))
    assert "Traceback" not in said


def test_unreadable_input_and_usage(topics: Path, tmp_path: Path) -> None:
    assert run("--topics", tmp_path / "none.yaml")[0] == 2
    assert run("--topics", topics, tmp_path / "none.jsonl")[0] == 2
    assert run("--topics", topics, tmp_path)[0] == 2
    assert run("--topics", "-", "-")[0] == 2
    assert run()[0] == 2


def test_no_posts_is_no_mistake(topics: Path) -> None:
    assert run("--topics", topics) == (0, [], "")
