"""`sturmwarte triage` as people call it."""

import gzip
import json
import subprocess
import sys

import pytest

PLAN = """
company: {name: Radwerk, country: DE, land: BY}
channels: [{id: mail, network: mail, owner: anna}]
people: [{id: anna, name: Anna, deputy: ben}, {id: ben, name: Ben}]
topics: [{id: bremsen, query: bremse*}]
triage: {rules: [{id: bremse, when: {topic: bremsen}, verdict: answer_now, priority: 1}]}
"""
COMPLAINT = {
    "id": 1,
    "channel": "mail",
    "text": "Die Bremsen sind kaputt",
    "received_at": "2026-03-06T19:00:00Z",
}
SUN = {"id": 2, "channel": "mail", "text": "Sonne"}


def run(*args, stdin=""):
    command = [sys.executable, "-m", "sturmwarte.cli.main", "triage", *map(str, args)]
    done = subprocess.run(command, input=stdin.encode(), capture_output=True, check=False, timeout=60)
    records = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return done.returncode, records, done.stderr.decode()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "plan.yaml").write_text(PLAN)
    return tmp_path / "plan"


def lines(*posts):
    return "\n".join(json.dumps(post) if isinstance(post, dict) else post for post in posts)


def test_a_plan_drives_the_recommendation(folder, tmp_path):
    file = tmp_path / "posts.jsonl.gz"
    file.write_bytes(gzip.compress(lines(COMPLAINT, SUN).encode()))
    code, (first, second), errors = run("--plan", folder, file)
    assert (code, errors) == (0, "")
    assert list(first)[:7] == ["id", "verdict", "also", "priority", "owner", "deputy", "deadline"]
    assert (first["id"], first["verdict"], first["owner"], first["deputy"]) == (
        "1",
        "answer_now",
        "anna",
        "ben",
    )
    assert first["deadline"] == "2026-03-06T20:00:00Z"
    assert first["reasons"][0]["rule"] == "bremse"
    assert first["reasons"][0]["fired"] is True
    assert set(first["reasons"][0]) == {"rule", "fired", "why"}
    assert (second["verdict"], second["deadline"]) == ("ignore", None)


def test_without_a_plan_the_shipped_rules_apply_and_say_so():
    code, (record,), errors = run("--lang", "en", stdin=lines(COMPLAINT))
    assert (code, record["verdict"], record["owner"]) == (0, "answer", None)
    assert "no plan given" in errors
    assert record["reasons"][0]["text"].startswith("A bad experience")


def test_bad_lines_are_told_with_their_number_and_the_rest_goes_on(folder):
    code, records, errors = run("--plan", folder, "-", stdin=lines(SUN, "oops", '{"id": 3}', COMPLAINT))
    assert code == 1
    assert [record["id"] for record in records] == ["2", "1"]
    assert [line.split(" ")[0] for line in errors.splitlines()] == ["-:2:", "-:3:"]


def test_now_stands_in_for_the_time_of_arrival_in_the_company_zone(folder):
    post = {"id": 1, "channel": "mail", "text": "Bremsen"}
    code, (record,), _ = run("--plan", folder, "--now", "2026-07-01 12:00", stdin=lines(post))
    assert (code, record["deadline"]) == (0, "2026-07-01T11:00:00Z")


def test_earlier_posts_of_the_input_are_known(folder):
    ours = {"id": 1, "channel": "mail", "text": "Wir helfen gern.", "own": True}
    thanks = {"id": 2, "channel": "mail", "text": "Vielen Dank!", "in_reply_to": "1"}
    _, records, _ = run("--plan", folder, stdin=lines(ours, thanks))
    assert [record["reasons"][0]["rule"] for record in records] == ["own_post", "thanks"]


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["missing.jsonl"], 2, "no such file"),
        (["--plan", "missing"], 2, "no such folder"),
        (["--now", "yesterday"], 2, "not a time"),
        (["-", "-"], 2, "only once"),
    ],
)
def test_what_cannot_be_read_is_one_line(args, code, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found, records, errors = run(*args)
    assert (found, records) == (code, [])
    assert said in errors


def test_a_plan_with_errors_is_told_and_nothing_is_recommended(folder):
    (folder / "plan.yaml").write_text(PLAN.replace("topic: bremsen", "topic: bremse"))
    code, records, errors = run("--plan", folder, stdin=lines(SUN))
    assert (code, records) == (1, [])
    assert "plan.yaml:6:" in errors


def test_an_empty_input_is_fine(folder):
    assert run("--plan", folder)[:2] == (0, [])
