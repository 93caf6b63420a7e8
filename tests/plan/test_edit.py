"""Edits through the Plan page: the value changes, every other character stays."""

import difflib
from datetime import date

import pytest

from sturmwarte.core.plan.edit import REMOVE, EditError, edit
from sturmwarte.core.plan.load import load
from sturmwarte.core.sections import SECTIONS
from sturmwarte.packs.starter import Answers, starter

PLAN = starter(Answers("Nordbahn", (), "de", "transport", 5), date(2026, 3, 1))


def changed_lines(before, after):
    return [
        line[:2] + line[2:].strip()
        for name in after
        for line in difflib.ndiff(before.get(name, "").splitlines(), after[name].splitlines())
        if line[0] in "+-"
    ]


def test_one_value_changes_one_line():
    after = edit(PLAN, ("topics", 1, "name"), "Dienst: # & Klage")
    assert changed_lines(PLAN, after) == ["- name: Service und Beschwerden", "+ name: 'Dienst: # & Klage'"]
    assert load(after, SECTIONS).plan.values["topics"][1].name == "Dienst: # & Klage"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("company", "country"), "DE"),
        (("topics", 0, "name"), "Über uns"),
        (("channels", 1, "max_length"), 600),
        (("kinds", 0, "auto"), "no"),
        (("levels", "red", "danger"), True),
        (("tests", 0, "expect", "priority"), 1),
        (("authority", 0, "may_concede", 0, "kinds"), ["complaint", "billing"]),
    ],
)
def test_writing_back_what_stands_there_changes_no_other_line(path, value):
    after = edit(PLAN, path, value)
    assert load(after, SECTIONS).plan.values == load(PLAN, SECTIONS).plan.values
    assert len(changed_lines(PLAN, after)) <= 2 + len(value) if isinstance(value, list) else 2


def test_an_entry_is_appended_and_removed():
    count = len(load(PLAN, SECTIONS).plan.values["never"])
    more = edit(PLAN, ("never", count), {"id": "neu", "text": "Wir tun das nie."})
    assert load(more, SECTIONS).plan.values["never"][-1].id == "neu"
    fewer = edit(more, ("never", count), REMOVE)
    assert fewer == PLAN


def test_a_list_over_several_files_is_counted_through():
    files = {"a.yaml": "goals: [x]\n", "b.yaml": "goals:\n- y # keep\n- z\n", "c.yaml": "# no goals here\n"}
    assert edit(files, ("goals", 2), "new")["b.yaml"] == "goals:\n- y # keep\n- new\n"
    assert edit(files, ("goals", 0), "new")["a.yaml"] == "goals: [new]\n"
    assert edit(files, ("goals", 3), "more")["b.yaml"].endswith("- z\n- more\n")


def test_a_new_section_gets_a_file_of_its_own():
    after = edit({"a.yaml": "company:\n  name: A\n"}, ("goals", 0), {"id": "g"})
    assert after["goals.yaml"] == "goals:\n  - id: g\n"
    assert after["a.yaml"] == "company:\n  name: A\n"


@pytest.mark.parametrize(
    "path", [(), ("topics", 99, "name"), ("nowhere", "x"), ("company", "name", "x", "y"), (3,)]
)
def test_a_path_to_nowhere_is_an_error(path):
    with pytest.raises(EditError):
        edit(PLAN, path, "x")


def test_a_broken_file_is_not_touched():
    with pytest.raises(EditError, match=r"a\.yaml"):
        edit({"a.yaml": "company: {name: [\n"}, ("company", "name"), "x")
