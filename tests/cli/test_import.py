"""`sturmwarte import` as people call it: most of it in this process, what touches the machine in its own."""

import gzip
import json
import os
import resource
import shutil
from pathlib import Path

import pytest
from django.db import connection

from sturmwarte.engine.activation import activate
from sturmwarte.engine.clock import real_now
from sturmwarte.station.plan.folder import read_folder

POSTS = [{"id": n, "channel": "mastodon", "text": f"Zeisig Flott Nummer {n}"} for n in range(1, 4)]


def jsonl(path: Path, *records) -> Path:
    path.write_text("".join(r if isinstance(r, str) else json.dumps(r) + "\n" for r in records), "utf-8")
    return path


def ask(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def stored(ask=ask):
    return ask("SELECT gid, run FROM archive_post ORDER BY gid")


@pytest.fixture
def plan(db):
    folder = Path(__file__).parent.parent.parent / "src/sturmwarte/packs/demo/plan"
    activate(read_folder(folder), "test", "", real_now())


def test_posts_go_in_once_and_broken_lines_are_set_aside(call, tmp_path):
    file = jsonl(tmp_path / "p.jsonl", *POSTS, "{nope\n", {"channel": "x", "text": "no id"})
    done = call("import", file, code=1)
    assert f"{file}:4: not JSON" in done.stderr
    assert f"{file}:5: `id` is missing" in done.stderr
    assert "3 new, 0 already known, 0 edited, 2 rejected" in done.stderr
    rejected = tmp_path / "p.jsonl.rejected"
    assert rejected.read_text() == "".join(file.read_text().splitlines(keepends=True)[3:])
    assert stored() == [("1", "import"), ("2", "import"), ("3", "import")]

    again = call("import", file, code=1)
    assert "0 new, 3 already known, 0 edited, 2 rejected, nothing changed" in again.stderr

    mended = rejected.read_text().replace("{nope", '{"id": 9, "channel": "mastodon", "text": "x"}')
    rejected.write_text(mended)
    assert "1 new" in call("import", rejected, code=1).stderr


def test_history_opens_no_cases_unless_it_is_told_to(call, plan, tmp_path):
    fire = {"id": 7, "channel": "mastodon", "text": "Mein Zeisig Flott hat gebrannt, Steckdose schwarz"}
    file = jsonl(tmp_path / "p.jsonl", fire)
    done = call("import", file)
    assert "1 new, 0 already known, 0 edited, 1 on topics" in done.stderr
    assert ask("SELECT count(*) FROM respond_case") == [(0,)]
    other = jsonl(tmp_path / "q.jsonl", {**fire, "id": 8})
    assert "1 cases opened" in call("import", other, "--as", "live").stderr
    assert ask("SELECT post FROM respond_case") == [("8",)]


def test_a_dry_run_only_tells(call, tmp_path):
    done = call("import", jsonl(tmp_path / "p.jsonl", *POSTS, "{\n"), "--dry-run", code=1)
    assert "would be: 3 new" in done.stderr
    assert stored() == []
    assert not (tmp_path / "p.jsonl.rejected").exists()


def test_a_table_with_german_headers_is_understood(call, tmp_path):
    text = (
        "Beitrags-ID;Datum;Verfasser;Kommentar;Gefällt mir\n"
        '1;31.10.2025 22:10;Öslem;"Größe; passt\nnicht";1.234\n'
        "2;gestern;Jörg;Schön;\n"
        "3;zu wenig\n"
    )
    file = tmp_path / "export.csv"
    file.write_bytes(text.encode("cp1252"))
    done = call("import", file, code=1)
    assert "columns as --map id=Beitrags-ID,text=Kommentar,created_at=Datum" in done.stderr
    assert f"{file}:5: 2 cells where the header has 5" in done.stderr
    assert (tmp_path / "export.csv.rejected").read_bytes() == (
        "Beitrags-ID;Datum;Verfasser;Kommentar;Gefällt mir\n3;zu wenig\n".encode("cp1252")
    )
    (body, likes), (second, _) = ask(
        "SELECT v.body, p.likes FROM archive_post p JOIN archive_version v ON v.post = p.id ORDER BY p.gid"
    )
    first = json.loads(body)
    assert (first["text"], likes) == ("Größe; passt\nnicht", 1234)
    assert first["created_at"] == "2025-10-31T21:10:00Z", "the station's zone"
    assert "created_at_unreadable" in json.loads(second)["flags"]


def test_rows_without_an_id_get_one_that_stays(call, tmp_path):
    file = tmp_path / "p.csv.gz"
    file.write_bytes(gzip.compress(b"text,label\nHallo,a\nWelt,b\n"))
    assert "2 new" in call("import", file).stderr
    assert "2 already known" in call("import", file).stderr


def test_columns_can_be_named(call, tmp_path):
    file = tmp_path / "p.tsv"
    file.write_text('nr\tlabel\tsagt\tinbound\n1\tx\tHallo \\"du\\"\tFalse\n', "utf-8")
    conf = tmp_path / "columns.conf"
    conf.write_text("# what is what\nid = nr\ntext = sagt\nown = !inbound\n", "utf-8")
    call("import", file, "--map", conf, "--channel", "twitter:x")
    (body,) = ask("SELECT body FROM archive_version")[0]
    post = json.loads(body)
    assert (post["text"], post["own"], post["channel"]) == ('Hallo "du"', True, "twitter:x")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--map", "id=nope"], "no column `nope`"),
        (["--map", "frob=text"], "`frob` is no field"),
        (["--map", "id"], "write field=column"),
        (["--map", "id=label"], "no column for the text"),
        (["--zone", "Mars/Base"], "no such time zone"),
    ],
)
def test_wrong_options_are_told_in_one_line(call, tmp_path, given, said):
    file = tmp_path / "p.csv"
    file.write_text("text,label\na,b\n")
    done = call("import", file, *given, code=2)
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def bad_files(folder):
    (folder / "empty.jsonl").touch()
    (folder / "utf16.jsonl").write_bytes('{"id": 1}\n'.encode("utf-16"))
    whole = gzip.compress(b'{"id": 1, "channel": "x"}\n' * 1000)
    (folder / "cut.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    (folder / "plain.csv").write_text("just words\nand more\n")
    (folder / "folder.jsonl").mkdir()


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("missing.jsonl", 2, "no such file"),
        ("folder.jsonl", 2, "this is a folder"),
        ("empty.jsonl", 0, "0 new"),
        ("utf16.jsonl", 2, "save it as UTF-8"),
        ("cut.jsonl.gz", 2, "damaged or cut off"),
        ("plain.csv", 2, "no table"),
    ],
)
def test_files_that_are_none(call, tmp_path, name, code, said):
    bad_files(tmp_path)
    done = call("import", tmp_path / name, code=code)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob(".*")), "a draft was left behind"


def test_one_bad_byte_costs_one_row(call, tmp_path):
    file = tmp_path / "p.csv"
    rows = [f"{n},Grüße\n".encode() for n in range(50)]
    rows[10] = b"10,Gr\xfc\xdfe\n"
    file.write_bytes(b"id,text\n" + b"".join(rows))
    done = call("import", file, code=1)
    assert "49 new" in done.stderr
    assert f"{file}:12: not utf-8" in done.stderr


def test_standard_input_is_read(station):
    done = station.call("import", "-", input=json.dumps(POSTS[0]) + "\n{\n", code=1)
    assert "1 new" in done.stderr
    assert (station.data / "rejected" / "stdin.jsonl.rejected").read_text() == "{\n"


def test_a_full_disk_is_one_line_and_leaves_nothing_half_written(station, tmp_path):
    station.call("import", jsonl(tmp_path / "a.jsonl", *POSTS))
    posts = ({"id": f"b{n}", "channel": "mastodon", "text": "Zug " * 500} for n in range(2000))
    file = jsonl(tmp_path / "b.jsonl", *posts)
    size = (station.data / "sturmwarte.db").stat().st_size + 300_000

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    done = station.call("import", file, code=3, preexec_fn=limit)
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "disk" in done.stderr
    assert len(stored(station.ask)) % 500 == 3, "a batch was half stored"
    station.call("import", file)
    assert len(stored(station.ask)) == 2003


def test_a_read_only_folder_is_one_line(station, tmp_path):
    station.data.mkdir()
    station.data.chmod(0o500)
    # Root may write anywhere unless it gives that right away.
    before = ()
    if os.geteuid() == 0:
        before = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override")
        if not shutil.which("setpriv"):
            pytest.skip("needs setpriv (Debian: util-linux) when run as root")
    done = station.call("import", jsonl(tmp_path / "p.jsonl", *POSTS), code=3, before=before)
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "cannot be written" in done.stderr


def test_while_the_station_runs_it_takes_the_posts_over(station, tmp_path):
    station.activate_demo_plan()
    with station.serve():
        done = station.call("import", jsonl(tmp_path / "p.jsonl", *POSTS, "{\n"), code=1)
        assert "3 new" in done.stderr
        assert "1 rejected" in done.stderr
        assert (tmp_path / "p.jsonl.rejected").read_text() == "{\n"
        again = station.call("import", tmp_path / "p.jsonl", code=1)
        assert "3 already known" in again.stderr
    assert stored(station.ask) == [("1", "import"), ("2", "import"), ("3", "import")]
    assert station.ask("SELECT count(*) FROM respond_case") == [(0,)]
