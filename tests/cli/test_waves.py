"""`sturmwarte waves` as people call it: any CSV of counts in, waves or scores out."""

import csv
import gzip
import io
import json
import subprocess
import sys
from datetime import datetime, timedelta

import numpy as np
import pytest

from sturmwarte.cli.main import guarded, sturmwarte

START = datetime(2026, 3, 2)  # noqa: DTZ001 - as people's files have it
DAYS = 1.4
STORM = 310
"""Row at which the burst begins."""


def counts(rows=int(DAYS * 288), storm=STORM, factor=15):
    posts = np.random.default_rng(7).poisson(3.0, rows)
    if storm:
        burst = slice(storm, storm + 36)
        posts[burst] = posts[burst] * factor + (20 if factor > 5 else 0)
    return posts.tolist()


def table(values, stamp=lambda at: at.isoformat(" "), head="timestamp,value", sep=",", step=5):
    rows = [f"{stamp(START + timedelta(minutes=step * n))}{sep}{value}" for n, value in enumerate(values)]
    return "\n".join([*([head] if head else []), *rows]) + "\n"


@pytest.fixture
def waves(capfd, monkeypatch):
    """The command in this process: (exit code, standard output, standard error)."""

    def run(*args, stdin="", code=0):
        capfd.readouterr()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8"))
        given = ["waves", *map(str, args)]
        returned = guarded(lambda: sturmwarte.main(given, standalone_mode=False))
        out, err = capfd.readouterr()
        assert returned == code, (out[-500:], err)
        return out, err

    return run


@pytest.fixture
def file(tmp_path):
    def write(text, name="brand.csv"):
        path = tmp_path / name
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        return path

    return write


def found(out):
    return [json.loads(line) for line in out.splitlines()]


def test_a_burst_is_told_with_its_times_levels_and_reasons(waves, file):
    (wave,) = found(waves(file(table(counts())))[0])
    assert (wave["series"], wave["direction"], wave["known"]) == ("brand", "up", True)
    assert wave["view"] in {"spike", "build_up"}
    burst = START + timedelta(minutes=5 * STORM)
    detected = datetime.fromisoformat(wave["detected"]).replace(tzinfo=None)
    assert timedelta(0) <= detected - burst <= timedelta(minutes=30)
    assert datetime.fromisoformat(wave["ended"]) > datetime.fromisoformat(wave["detected"])
    assert [each["level"] for each in wave["levels"]][:2] == ["yellow", "orange"]
    assert wave["level"] == wave["levels"][-1]["level"]
    assert wave["why"][0]["key"].startswith("foresee.wave.")


def test_quiet_counts_tell_nothing(waves, file):
    assert waves(file(table(counts(storm=0), "{:%d.%m.%Y %H:%M}".format, "Zeit;Anzahl", ";"))) == ("", "")


def test_a_score_for_every_row_in_its_order_and_as_it_was_written(waves, file):
    text = table([*counts(400, 0), 200])
    out, _ = waves("--scores", file(text))
    rows = list(csv.reader(io.StringIO(out)))
    given = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["timestamp", "value", "score"]
    assert [row[:2] for row in rows[1:]] == given[1:]
    scores = [float(row[2]) for row in rows[1:]]
    assert all(0.0 <= score <= 1.0 for score in scores)
    assert max(scores[:-1]) < scores[-1]
    assert waves("--scores", "-", stdin=text)[0] == out


def test_no_score_depends_on_later_rows(waves, file):
    lines = table(counts(360, 300)).splitlines(keepends=True)
    whole = waves("--scores", file("".join(lines)))[0].splitlines()
    for cut in (1, 2, 3, 310, 330):
        assert waves("--scores", file("".join(lines[: cut + 1])))[0].splitlines() == whole[: cut + 1]


@pytest.mark.parametrize(
    "stamp",
    [
        lambda at: at.isoformat() + "Z",
        lambda at: at.isoformat() + "+00:00",
        lambda at: str(int((at - datetime(1970, 1, 1)).total_seconds())),  # noqa: DTZ001
        lambda at: f"{at:%d.%m.%Y %H:%M:%S}",
    ],
)
def test_times_as_people_have_them(waves, file, stamp):
    values = counts(330, 300)
    plain = waves("--scores", file(table(values)))[0]
    other = waves("--scores", file(table(values, stamp, head="")))[0]
    assert [row.split(",")[1:] for row in other.splitlines()] == [
        row.split(",")[1:] for row in plain.splitlines()
    ]


def test_rows_in_any_order_are_scored_as_if_sorted(waves, file):
    head, *rows = table(counts(330, 300)).splitlines(keepends=True)
    plain = waves("--scores", file("".join([head, *rows])))[0].splitlines()
    shuffled = [rows[n] for n in np.random.default_rng(1).permutation(len(rows))]
    out = waves("--scores", file("".join([head, *shuffled])))[0].splitlines()
    assert [line.rsplit(",", 1)[0] for line in out[1:]] == [row.strip() for row in shuffled]
    assert sorted(out[1:]) == sorted(plain[1:])


def test_what_was_not_heard_is_no_fall_and_no_error(waves, file):
    values = counts(storm=0)
    values[290:350] = [""] * 30 + ["NaN"] * 30
    rows = table(values).splitlines(keepends=True)
    assert waves(file("".join(rows[:360] + rows[390:]))) == ("", "")


def test_bad_rows_are_told_with_row_column_and_mend_and_the_rest_goes_on(waves, file):
    values = counts()
    values[10], values[20] = -3, "many"
    rows = table(values).splitlines()
    rows[31] = "yesterday,4"
    rows[41] = "2026-03-02"
    path = file("\n".join(rows))
    out, err = waves(path, code=1)
    assert len(found(out)) == 1
    assert err.splitlines() == [
        f'{path}:12: column value: "-3" is no count; write 0 or more, or nothing if it is not known',
        f'{path}:22: column value: "many" is no number; write a count, or nothing',
        f'{path}:32: column timestamp: "yesterday" is no time; write it as 2026-03-02T14:30:00+01:00',
        f"{path}:42: 1 columns where 2 are due; complete the row",
    ]
    scored, _ = waves("--scores", path, code=1)
    assert len(scored.splitlines()) == len(rows)
    assert scored.splitlines()[11].endswith(",-3,0.000000")


def test_many_bad_rows_are_counted_not_all_told(waves, file):
    _, err = waves(file(table(["x"] * 50)), code=1)
    assert len(err.splitlines()) == 21
    assert "50 rows rejected" in err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty; write rows of timestamp,value"),
        ("hello\n", "one column only"),
        ("time,a,b\n", "no column is called value; call one so (found: time, a, b)"),
    ],
)
def test_what_is_no_table_of_counts(waves, file, text, said):
    out, err = waves(file(text), code=2)
    assert out == ""
    assert said in err
    assert len(err.splitlines()) == 1


def test_columns_by_name_and_those_passed_over(waves, file):
    rows = [f"x,{value},{START + timedelta(minutes=5 * n)}" for n, value in enumerate(counts())]
    out, err = waves(file("\n".join(["note,count,time", *rows])))
    assert len(found(out)) == 1
    assert err.endswith("passed over: note\n")


def test_several_series_in_one_file_and_several_files(waves, file):
    rows = zip(counts(), counts(storm=0), strict=True)
    lines = [
        f"{START + timedelta(minutes=5 * n)},{name},{value}"
        for n, pair in enumerate(rows)
        for name, value in zip("ab", pair, strict=True)
    ]
    (wave,) = found(waves(file("\n".join(["timestamp,series,value", *lines])))[0])
    assert wave["series"] == "a"
    two = file(table([1, 2]), "one.csv"), file(table([3]), "two.csv")
    assert waves("--scores", *two)[0].splitlines() == [
        "timestamp,series,value,score",
        "2026-03-02 00:00:00,one,1,0.000000",
        "2026-03-02 00:05:00,one,2,0.000000",
        "timestamp,series,value,score",
        "2026-03-02 00:00:00,two,3,0.000000",
    ]


def test_usage(waves, tmp_path):
    assert "no such file" in waves(tmp_path / "none.csv", code=2)[1]
    assert "read only once" in waves("-", "-", code=2)[1]
    assert "time zone" in waves("--zone", "Mars/Base", "-", code=2)[1]
    assert waves("--budget", "0", "-", code=2)[1]
    assert waves("--view", "moon", "-", code=2)[1]


def test_a_smaller_budget_tells_less(waves, file):
    path = file(table(counts(storm=STORM, factor=2)))
    loose, tight = found(waves("--budget", 100, path)[0]), found(waves("--budget", 0.001, path)[0])
    assert len(tight) <= len(loose)
    assert tight == []


def test_judged_with_hindsight(waves, file):
    (report,) = found(waves("--report", file(table(counts())))[0])
    (storm,) = report["storms"]
    assert report["false_alarms"] == 0
    assert storm["delay_min"] <= 30
    assert storm["to_level_min"]["yellow"] <= storm["to_level_min"]["orange"] <= 30


def test_a_pipe_sees_scores_as_the_rows_come():
    command = [sys.executable, "-m", "sturmwarte.cli.main", "waves", "--scores", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdin
        assert running.stdout
        running.stdin.write("timestamp,value\n2026-03-02 00:00,1\n")
        running.stdin.flush()
        assert running.stdout.readline() == "timestamp,value,score\n"
        assert running.stdout.readline() == "2026-03-02 00:00,1,0.000000\n"
        running.stdin.write("2026-03-02 00:05,2\n")
        running.stdin.flush()
        assert running.stdout.readline() == "2026-03-02 00:05,2,0.000000\n"
        running.stdin.close()
        assert running.wait(30) == 0


def test_a_packed_file(file):
    path = file(table([1, 2, 3]), "packed.csv.gz")
    command = [sys.executable, "-m", "sturmwarte.cli.main", "waves", "--scores", str(path)]
    done = subprocess.run(command, capture_output=True, check=True, text=True, timeout=60)
    assert done.stdout.splitlines()[3] == "2026-03-02 00:10:00,3,0.000000"
    assert done.stderr == ""
