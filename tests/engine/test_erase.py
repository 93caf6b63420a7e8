"""An erasure asked for while the station runs is done by its engine."""

import json


def test_erasing_while_the_station_runs(station):
    file = station.folder / "posts.jsonl"
    posts = [
        {
            "id": "1",
            "channel": "mastodon",
            "text": "Bitterwort im Garten",
            "author": {"id": "7", "handle": "uli"},
        },
        {"id": "2", "channel": "mastodon", "text": "Anderes Wort", "author": {"id": "8", "handle": "ada"}},
    ]
    file.write_text("\n".join(map(json.dumps, posts)))
    station.call("import", file)
    with station.serve():
        done = station.call("privacy", "erase", "@uli", "--yes", "--reason", "Anfrage 12")
        assert "1 posts erased" in done.stderr
        assert "cleaned in the coming night" not in done.stderr
        assert station.ask("SELECT gid FROM archive_post") == [("2",)]
        (state, payload), *more = station.ask(
            "SELECT state, payload FROM ledger_job WHERE kind = 'archive.erase'"
        )
        assert (state, more) == ("done", [])
        assert "uli" not in payload
    for path in station.data.glob("sturmwarte.db*"):
        assert b"itterwort" not in path.read_bytes(), f"the word still lies in {path.name}"
    assert station.call("search", "bitterwort").stdout == ""
    station.call("privacy", "find", "uli", code=1)
