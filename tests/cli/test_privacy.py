"""`sturmwarte privacy` as people call it."""

import json

import pytest

from tests.engine.station import Station, free_port


@pytest.fixture
def filled(tmp_path) -> Station:
    station = Station(tmp_path, free_port())
    otto, anna = {"id": "7", "handle": "Otto", "name": "Otto Beispiel"}, {"id": "8", "handle": "anna"}
    posts = [
        {"id": "1", "channel": "mastodon:home", "text": "Quietschentchen weg", "author": otto},
        {"id": "2", "channel": "mastodon:home", "text": "Frag @otto", "author": anna},
        {"id": "3", "channel": "bluesky:home", "text": "anderer", "author": otto},
    ]
    (tmp_path / "p.jsonl").write_text("".join(json.dumps(post) + "\n" for post in posts))
    station.call("import", tmp_path / "p.jsonl")
    return station


def test_a_person_is_found_told_and_forgotten(filled, tmp_path):
    people = [json.loads(line) for line in filled.call("privacy", "find", "@OTTO").stdout.splitlines()]
    assert [(p["network"], p["posts"], p["named_in_posts_of_others"]) for p in people] == [
        ("bluesky", 1, 1),
        ("mastodon", 1, 1),
    ]

    several = filled.call("privacy", "erase", "otto", "--yes", code=2)
    assert "several accounts (bluesky:7, mastodon:7): name the --network" in several.stderr

    filled.call("export", "--out", tmp_path / "all.csv")
    filled.call("privacy", "export", "otto", "--network", "mastodon", "--out", tmp_path / "otto.json")
    told = json.loads((tmp_path / "otto.json").read_text())
    assert [post["text"] for post in told["posts"]] == ["Quietschentchen weg"]
    assert [file["name"] for file in told["exported_files"]] == ["all.csv"]

    unasked = filled.call("privacy", "erase", "otto", "--network", "mastodon", code=2, input="")
    assert "cannot be undone: add --yes" in unasked.stderr
    done = filled.call("privacy", "erase", "otto", "--network", "mastodon", "--yes")
    assert "1 posts erased" in done.stderr
    assert "still in an exported file: all.csv" in done.stderr
    for file in filled.data.iterdir():
        assert b"quietschentchen" not in file.read_bytes().lower() if file.is_file() else True

    assert (
        "nothing is kept of otto"
        in filled.call("privacy", "find", "otto", "--network", "mastodon", code=1).stderr
    )
    assert "2 already known, 0 edited, 1 suppressed" in filled.call("import", tmp_path / "p.jsonl").stderr


def test_documents_in_both_languages_from_the_active_plan(filled, tmp_path):
    filled.activate_demo_plan()
    for lang, record in (("de", "verzeichnis.md"), ("en", "processing-record.md")):
        out = tmp_path / lang
        told = filled.call("privacy", "documents", "--lang", lang, "--out", out).stdout.splitlines()
        assert len(told) == 4
        text = (out / record).read_text()
        assert "Zeisig" in text
        assert "$" not in text
        assert "archive.Version" in text
