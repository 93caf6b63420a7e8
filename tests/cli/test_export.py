"""`sturmwarte export` as people call it: whole or not at all."""

import json
import resource
import signal

import pytest

from tests.engine.station import Station, free_port


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Station:
    folder = tmp_path_factory.mktemp("export")
    station = Station(folder, free_port())
    file = folder / "p.jsonl"
    author = {"id": "7", "handle": "otto", "name": "Otto Beispiel"}
    posts = [
        {"id": n, "channel": "mastodon:home", "text": f"=Bahn {n}", "author": author} for n in range(1, 30)
    ]
    file.write_text("".join(json.dumps(post) + "\n" for post in posts))
    station.call("import", file)
    return station


def test_each_format_by_the_files_name(filled, tmp_path):
    for name, head in (("x.jsonl", b'{"id":"'), ("x.csv", b"\xef\xbb\xbfid,network"), ("x.parquet", b"PAR1")):
        done = filled.call("export", "bahn", "--out", tmp_path / name)
        assert done.stderr == "29 posts\n"
        assert (tmp_path / name).read_bytes().startswith(head)
        assert b"otto" not in (tmp_path / name).read_bytes().lower()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["x.csv", "x.jsonl", "x.parquet"]


def test_what_goes_out_goes_in_again_elsewhere(filled, tmp_path):
    out = filled.call("export", "--out", "-", "--format", "jsonl", "--names").stdout
    (tmp_path / "p.jsonl").write_text(out)
    other = Station(tmp_path, free_port())
    assert "29 new" in other.call("import", tmp_path / "p.jsonl").stderr
    back = other.call("export", "--out", "-", "--format", "jsonl", "--names").stdout
    assert by_id(back) == by_id(out)


def by_id(text: str) -> dict[str, dict]:
    return {post["id"]: post for post in map(json.loads, text.splitlines())}


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--out", "x.txt"), "--out x.txt: name the format"),
        (("--out", "nowhere/x.csv"), "--out nowhere/x.csv: there is no folder nowhere"),
        (("zug AND", "--out", "x.csv"), "column 5"),
    ],
)
def test_a_wrong_call_is_told_in_a_line_and_writes_nothing(filled, tmp_path, args, told):
    done = filled.call("export", *args, code=2, cwd=tmp_path)
    assert done.stderr.startswith(f"sturmwarte: {told}")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_no_half_file(filled, tmp_path):
    """A limit on the size of files stands for the disk: the write fails the same way, only with another
    word."""

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))

    done = filled.call("export", "--out", tmp_path / "x.jsonl", code=3, preexec_fn=small)
    assert done.stderr.startswith("sturmwarte: ")
    assert list(tmp_path.iterdir()) == []
