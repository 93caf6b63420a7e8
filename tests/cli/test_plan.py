"""`sturmwarte plan ...` as people run it: a process, its output and its exit code."""

import json
import os
import pty
import subprocess
import sys

import pytest

from sturmwarte.core.sections import SECTIONS


def sturmwarte(*args, cwd=None, lang="de", **env):
    told = subprocess.run(
        [sys.executable, "-m", "sturmwarte.cli.main", "plan", *map(str, args)],
        capture_output=True,
        text=True,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "LANG": f"{lang}_{lang.upper()}.UTF-8", "LC_ALL": "", **env},
        check=False,
    )
    assert "Traceback" not in told.stderr, told.stderr
    return told


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plans") / "plan"
    told = sturmwarte("init", "--name", "Nordbahn AG", "--trade", "transport", "--dir", folder, "--yes")
    assert told.returncode == 0, told.stderr
    return folder


@pytest.fixture
def plan(shipped, tmp_path):
    folder = tmp_path / "plan"
    folder.mkdir()
    for file in shipped.iterdir():
        (folder / file.name).write_text(file.read_text())
    return folder


def change(plan, file, before, after):
    text = (plan / file).read_text()
    assert before in text
    (plan / file).write_text(text.replace(before, after, 1))


def test_a_first_plan_is_sound_and_passes_its_tests(shipped):
    checked = sturmwarte("check", shipped)
    assert (checked.returncode, checked.stdout) == (0, "")
    assert "in Ordnung" in checked.stderr
    tested = sturmwarte("test", shipped)
    assert tested.returncode == 0
    assert tested.stdout.count("bestanden: ") >= 12
    assert json.loads((shipped / "plan.schema.json").read_text())["properties"]["topics"]


def test_check_counts_as_people_do(plan):
    assert sturmwarte("check", plan, "--lang", "en").stderr == "The plan is in order.\n"
    (plan / "levels.yaml").unlink()
    change(plan, "never.yaml", "never:", "nevr:")
    change(plan, "goals.yaml", "    measure:", "    # measure:")
    told = sturmwarte("check", plan, "--lang", "en")
    assert told.stderr == "1 error, 1 note\n", told.stdout


def test_a_rules_own_examples_are_tests_too(plan, tmp_path):
    change(plan, "rules.yaml", "fires: true", "fires: false")
    told = sturmwarte("test", plan, "--lang", "en")
    assert told.returncode == 1
    assert (
        "FAILED: rule `bekannte_lage`, example 1\n    this rule must not decide here, but it did"
        in told.stdout
    )
    spoken = [json.loads(line) for line in sturmwarte("test", plan, "--json").stdout.splitlines()]
    (failed,) = (one for one in spoken if not one["passed"])
    assert (failed["rule"], failed["example"], failed["fires"]) == ("bekannte_lage", 1, False)
    data = {"STURMWARTE_DATA": str(tmp_path / "data")}
    refused = sturmwarte("activate", plan, "--yes", **data)
    assert "Regel `bekannte_lage`, Beispiel 1" in refused.stdout
    assert "es bleibt alles, wie es war" in one_line(refused, 1)


def test_an_example_that_is_no_post_has_a_place(plan):
    change(plan, "rules.yaml", "- post: {text:", "- post: {txt:")
    told = sturmwarte("check", plan, "--lang", "en")
    assert told.returncode == 1
    assert "rules.yaml:" in told.stdout
    assert "`txt` is not known here → did you mean `text`?" in told.stdout


def test_check_tells_place_sentence_and_mend(plan):
    change(plan, "company.yaml", "timezone: Europe/Berlin", "timezone: Europe/Berlin\n  nam: x")
    told = sturmwarte("check", plan)
    assert told.returncode == 1
    assert told.stdout.startswith(f"{plan}/company.yaml:")
    assert "`nam` ist hier nicht bekannt → meinten Sie `name`?" in told.stdout
    assert "1 Fehler" in told.stderr
    english = sturmwarte("check", plan, "--lang", "en")
    assert "`nam` is not known here → did you mean `name`?" in english.stdout


def test_check_speaks_json(plan):
    change(plan, "topics.yaml", "query: '", "query: '((")
    told = sturmwarte("check", plan, "--json")
    problem = json.loads(told.stdout.splitlines()[0])
    assert told.returncode == 1
    assert (problem["file"], problem["severity"]) == ("topics.yaml", "error")
    assert problem["line"] > 1
    assert problem["column"] > 1
    assert problem["text"]


def test_a_failed_test_shows_expected_got_and_the_rule(plan):
    change(plan, "tests.yaml", "verdict: escalate", "verdict: ignore")
    told = sturmwarte("test", plan)
    assert told.returncode == 1
    assert "NICHT bestanden" in told.stdout
    assert "verdict: erwartet ignore, erhalten escalate" in told.stdout
    assert "`danger`" in told.stdout
    spoken = [json.loads(line) for line in sturmwarte("test", plan, "--json").stdout.splitlines()]
    (failed,) = (test for test in spoken if not test["passed"])
    assert failed["misses"] == [{"field": "verdict", "expected": "ignore", "got": "escalate"}]


def test_a_plan_with_errors_is_not_tested_but_explained(plan):
    change(plan, "people.yaml", "role: ", "rolle: ")
    told = sturmwarte("test", plan)
    assert told.returncode == 1
    assert "`rolle`" in told.stderr


def test_diff_shows_what_changed_in_meaning(shipped, plan):
    change(plan, "company.yaml", "# ", "# anders: ")
    assert sturmwarte("diff", shipped, plan).stdout == ""
    change(plan, "company.yaml", "name: Nordbahn AG", "name: Südbahn AG")
    told = sturmwarte("diff", shipped, plan)
    assert (told.returncode, told.stdout) == (0, "company › name: Nordbahn AG → Südbahn AG\n")
    (spoken,) = map(json.loads, sturmwarte("diff", shipped, plan, "--json").stdout.splitlines())
    assert (spoken["section"], spoken["field"], spoken["how"]) == ("company", "name", "changed")


def test_overview_is_one_page_in_either_language(shipped, tmp_path):
    assert "Was wir nie tun" in sturmwarte("overview", shipped).stdout
    out = tmp_path / "plan.html"
    assert sturmwarte("overview", shipped, "--lang", "en", "-o", out).returncode == 0
    assert "What we never do" in out.read_text()


def test_schema_names_every_section():
    told = sturmwarte("schema")
    assert set(json.loads(told.stdout)["properties"]) == {section.name for section in SECTIONS}


def test_init_writes_over_nothing_without_being_told(plan):
    change(plan, "company.yaml", "Nordbahn AG", "Eigenes")
    refused = sturmwarte("init", "--name", "X1", "--dir", plan, "--yes")
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert "Eigenes" in (plan / "company.yaml").read_text()
    assert sturmwarte("init", "--name", "X1", "--dir", plan, "--yes", "--force").returncode == 0
    assert "name: X1" in (plan / "company.yaml").read_text()


def test_init_needs_a_name_and_never_waits_for_one(tmp_path):
    for more in (["--yes"], []):
        told = sturmwarte("init", "--dir", tmp_path / "plan", *more)
        assert told.returncode == 2
        assert "--name" in told.stderr
    assert sturmwarte("init", "--name", "!!", "--dir", tmp_path / "plan", "--yes").returncode == 2
    assert list(tmp_path.iterdir()) == []


def one_line(told, code):
    assert told.returncode == code
    assert len(told.stderr.splitlines()) == 1, told.stderr
    return told.stderr


def test_what_is_no_plan_folder_is_one_clear_line(tmp_path):
    assert "no such folder" in one_line(sturmwarte("check", tmp_path / "nowhere"), 2)
    assert "no .yaml file" in one_line(sturmwarte("check", tmp_path), 2)
    (tmp_path / "a.yaml").write_bytes(b"company:\n  name: M\xfcller\n")
    assert "a.yaml:2:10: not UTF-8" in one_line(sturmwarte("check", tmp_path), 2)
    assert "this is a file" in one_line(sturmwarte("test", tmp_path / "a.yaml"), 2)
    assert "this is a file" in one_line(
        sturmwarte("init", "--name", "X1", "--dir", tmp_path / "a.yaml", "--yes"), 2
    )


FULL = """
import errno, os
from sturmwarte.cli import main
def full(_):
    raise OSError(errno.{code}, "no")
os.fsync = full
main.main()
"""


@pytest.mark.parametrize(("code", "said"), [("ENOSPC", "the disk is full"), ("EROFS", "read-only")])
@pytest.mark.parametrize("there", [True, False])
def test_a_full_or_locked_disk_leaves_nothing_half_written(tmp_path, code, said, there):
    folder = tmp_path / "plan"
    if there:
        folder.mkdir()
    args = ["plan", "init", "--name", "X1", "--dir", str(folder), "--yes"]
    told = subprocess.run(
        [sys.executable, "-c", FULL.format(code=code), *args], capture_output=True, text=True, check=False
    )
    assert said in one_line(told, 3)
    assert [entry.name for entry in tmp_path.iterdir()] == (["plan"] if there else [])
    assert not there or list(folder.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    tmp_path.chmod(0o500)
    try:
        assert "permission" in one_line(
            sturmwarte("init", "--name", "X1", "--dir", tmp_path / "p", "--yes"), 3
        )
    finally:
        tmp_path.chmod(0o700)


def test_activate_shows_the_difference_and_refuses_a_plan_that_fails_its_tests(plan, tmp_path):
    data = {"STURMWARTE_DATA": str(tmp_path / "data")}
    unasked = sturmwarte("activate", plan, **data)
    assert "sagen Sie --yes" in one_line(unasked, 2)
    first = sturmwarte("activate", plan, "--yes", "--reason", "Anfang", **data)
    assert first.returncode == 0, first.stderr
    assert "  Personen: " in first.stdout
    assert len(first.stdout.splitlines()) <= len(SECTIONS) + 2, "a first plan is shown in outline"
    assert "Aktiv: Plan " in first.stdout
    assert "schon aktiv" in sturmwarte("activate", plan, **data).stdout
    change(plan, "tests.yaml", "verdict: escalate", "verdict: ignore")
    refused = sturmwarte("activate", plan, "--yes", **data)
    assert "expect.verdict: escalate → ignore" in refused.stdout
    assert "es bleibt alles, wie es war" in one_line(refused, 1)
    change(plan, "people.yaml", "role: ", "rolle: ")
    assert sturmwarte("activate", plan, "--yes", **data).returncode == 1


EMERGENCY = """
people: [{id: anna, name: Anna}, {id: bert, name: Bert}]
channels: [{id: mail, network: mail, purpose: p, owner: anna}]
responsibilities: [{owner: anna}]
"""


def test_an_emergency_change_is_made_shown_and_ended(tmp_path):
    def emergency(*args, **more):
        return sturmwarte("emergency", *args, lang="en", STURMWARTE_DATA=str(tmp_path / "data"), **more)

    two = ("--by", "anna", "--second", "bert", "--reason", "Fire at the depot")
    assert "No plan is active" in one_line(emergency("freeze", *two), 1)
    (tmp_path / "plan.yaml").write_text(EMERGENCY)
    sturmwarte("activate", tmp_path, "--yes", STURMWARTE_DATA=str(tmp_path / "data"))
    made = emergency("owner", "bert", "--kind", "danger", *two)
    assert made.stdout.startswith("1: bert answers on danger; until 20"), made.stderr
    assert "anna with bert: Fire at the depot" in made.stdout
    assert emergency("wording", "--avoid", "breakdown", "--say", "accident", *two).returncode == 0
    assert "nothing is published on mail" in emergency("freeze", "--channel", "mail", *two).stdout
    assert len(emergency("list").stdout.splitlines()) == 3
    assert "1 is ended" in emergency("end", "1").stdout
    assert "no emergency change 1 in force" in one_line(emergency("end", "1"), 1)
    told = [json.loads(line) for line in emergency("list", "--all", "--json").stdout.splitlines()]
    assert [(one["id"], one["holds"]) for one in told] == [("3", True), ("2", True), ("1", False)]
    assert told[2]["change"]["type"] == "owner"
    alone = one_line(emergency("owner", "cem", *two[:2], "--second", "anna", "--reason", "x"), 1)
    assert "A second person must agree" in alone
    assert "`cem` is neither a person nor a team" in alone
    assert emergency("freeze", "--by", "anna", "--reason", "x").returncode == 2


def test_init_asks_on_a_terminal_what_was_not_given(tmp_path):
    terminal, end = pty.openpty()
    asked = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "sturmwarte.cli.main",
            "plan",
            "init",
            "--dir",
            tmp_path / "plan",
            "--lang",
            "de",
        ],
        stdin=end,
        stdout=end,
        stderr=end,
    )
    os.close(end)
    os.write(terminal, b"Nordbahn AG\nNordbahn, NB\nretail\n1\n")
    assert asked.wait(60) == 0
    os.close(terminal)
    company = (tmp_path / "plan" / "company.yaml").read_text()
    assert "name: Nordbahn AG" in company
    assert "- NB\n" in company
    assert "trade: Handel" in company
