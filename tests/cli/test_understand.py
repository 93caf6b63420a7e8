"""`sturmwarte understand` as people call it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

KEYS = {
    *("id", "lang", "relevant", "sentiment", "kinds", "heat", "emotion", "offensive", "answer", "urgency"),
    *("aspects", "unsure", "why"),
}
FIRE = {"id": 1, "channel": "x", "text": "Der Toaster hat gebrannt, meine Küche ist voller Rauch!!!"}
THANKS = {"id": 2, "channel": "x", "text": "Thank you so much, your team was great and very helpful"}


def run(*args: object, stdin: bytes = b"") -> tuple[int, list[dict[str, object]], str]:
    command = [sys.executable, "-m", "sturmwarte.cli.main", "understand", *map(str, args)]
    done = subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=300)
    records = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return done.returncode, records, done.stderr.decode()


def lines(*posts: dict[str, object]) -> bytes:
    return b"".join(json.dumps(post).encode() + b"\n" for post in posts)


def test_every_dimension_of_every_post() -> None:
    code, (fire, thanks), err = run("-", stdin=lines(FIRE, THANKS))
    assert (code, err) == (0, "")
    assert fire.keys() == thanks.keys() == KEYS
    assert (fire["id"], fire["lang"], thanks["lang"]) == ("1", "de", "en")
    assert fire["kinds"][0]["kind"] == "danger"  # type: ignore[index]
    assert fire["sentiment"]["label"] == "negative"  # type: ignore[index]
    assert thanks["kinds"][0]["kind"] == "praise"  # type: ignore[index]
    assert thanks["sentiment"]["label"] == "positive"  # type: ignore[index]
    assert thanks["heat"]["label"] == "calm"  # type: ignore[index]
    assert fire["urgency"]["p"] > thanks["urgency"]["p"]  # type: ignore[index]
    assert fire["relevant"] is None


def test_reasons_as_sentences() -> None:
    _, (fire,), _ = run("--lang", "de", stdin=lines(FIRE))
    assert any("gebrannt" in sentence for sentence in fire["why"]["kinds"])  # type: ignore[index]


def test_words_alone() -> None:
    _, (fire,), _ = run("--words-only", stdin=lines(FIRE))
    assert not any(why["key"].startswith("understand.seeds") for why in fire["why"]["kinds"])  # type: ignore[index]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00\x00",
        "Danke " * 200_000,
        "z" + "\u0300\u0301\u0302" * 5000,
        "\u202e" + "Das ist gut" * 50,
        "🔥" * 10_000,
        "a" * 100_000,
        "!" * 50_000,
        "http://" + "x" * 50_000,
    ],
    ids=["empty", "nul", "huge", "zalgo", "right-to-left", "emoji", "one word", "signs", "link"],
)
def test_hostile_posts_are_read_like_any_other(text: str) -> None:
    from sturmwarte.core.post import Post  # noqa: PLC0415
    from sturmwarte.core.understand.reader import Understand  # noqa: PLC0415
    from sturmwarte.engine import dayone  # noqa: PLC0415

    reading = Understand(prior=dayone.learned()).read(Post(id="1", channel="x", text=text))
    assert reading.kinds
    assert reading.sentiment is not None


def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "posts.jsonl"
    file.write_bytes(b"{oops\n" + lines(THANKS))
    code, records, err = run(file)
    assert code == 1
    assert len(records) == 1
    assert f"{file}:1:" in err


def test_what_cannot_be_read(tmp_path: Path) -> None:
    assert run(tmp_path / "none.jsonl")[0] == 2
    assert run("-", "-")[0] == 2
