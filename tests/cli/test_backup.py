"""`backup` and `restore`: while the station works, whole or not at all, and what was erased stays erased."""

import json
import tarfile

import pytest


def jsonl(path, *records):
    path.write_text("".join(json.dumps(r) + "\n" for r in records), "utf-8")
    return path


def posts(*ids):
    return [{"id": n, "channel": "mastodon", "text": f"Beitrag {n}", "author": "otto"} for n in ids]


def gids(station):
    return [gid for (gid,) in station.ask("SELECT gid FROM archive_post ORDER BY gid")]


def test_a_backup_comes_back_and_the_erased_stay_erased(station, tmp_path):
    station.call("import", jsonl(tmp_path / "a.jsonl", *posts(1, 2)))
    file = tmp_path / "b.tar.gz"
    station.call("backup", file)
    assert file.stat().st_mode & 0o077 == 0, "others must not read it"
    assert "exists" in station.call("backup", file, code=2).stderr

    gone = {**posts(1)[0], "deleted_at": "2026-03-01T12:00:00Z"}
    station.call("import", jsonl(tmp_path / "c.jsonl", gone, *posts(3)))
    assert gids(station) == ["2", "3"]

    assert "--force" in station.call("restore", file, code=2).stderr
    assert gids(station) == ["2", "3"]
    done = station.call("restore", file, "--force")
    assert "1 posts erased since then were erased again" in done.stderr
    assert gids(station) == ["2"]
    assert list(station.data.glob("before-restore-*/sturmwarte.db")), "the former data are kept"
    again = station.call("import", tmp_path / "a.jsonl")
    assert "1 suppressed" in again.stderr
    findings = [json.loads(line) for line in station.call("doctor", "--json").stdout.splitlines()]
    assert not [f for f in findings if f["state"] == "wrong"]


@pytest.mark.parametrize("harm", ["cut", "byte", "foreign", "missing"])
def test_a_damaged_backup_touches_nothing(station, tmp_path, harm):
    station.call("import", jsonl(tmp_path / "a.jsonl", *posts(1)))
    file = tmp_path / "b.tar.gz"
    station.call("backup", file)
    damage(file, harm, tmp_path)
    done = station.call("restore", file, "--force", code=2)
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert gids(station) == ["1"]
    assert not list(station.data.glob(".restore-*"))


def damage(file, harm, folder):
    if harm == "cut":
        file.write_bytes(file.read_bytes()[:-2000])
    elif harm == "missing":
        file.unlink()
    elif harm == "foreign":
        with tarfile.open(file, "w:gz") as tar:
            tar.add(folder / "a.jsonl", arcname="a.jsonl")
    else:
        unpacked = folder / "unpacked"
        with tarfile.open(file) as tar:
            names = tar.getnames()
            tar.extractall(unpacked, filter="data")
        database = unpacked / "sturmwarte.db"
        content = bytearray(database.read_bytes())
        content[len(content) // 2] ^= 1
        database.write_bytes(content)
        with tarfile.open(file, "w:gz") as tar:
            for name in names:
                tar.add(unpacked / name, arcname=name)


def test_nothing_to_back_up_and_nowhere_to_put_it(station, tmp_path):
    assert "no station" in station.call("backup", tmp_path / "b.tar.gz", code=2).stderr
