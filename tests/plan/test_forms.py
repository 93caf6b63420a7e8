"""Every entry goes through its form and comes back as it was; every field says what it is for."""

from datetime import date

import pytest
from django.http import QueryDict

from sturmwarte.core.plan.amend import amend
from sturmwarte.core.plan.load import merge
from sturmwarte.core.sections import SECTIONS
from sturmwarte.packs import LANGUAGES
from sturmwarte.packs.starter import Answers, starter
from sturmwarte.station.plan.forms import words
from sturmwarte.station.plan.forms.choices import Choices
from sturmwarte.station.plan.forms.drawing import draw
from sturmwarte.station.plan.forms.entries import places, shape_at, value_at
from sturmwarte.station.plan.forms.faults import faults
from sturmwarte.station.plan.forms.parts import Box, Closed, Field, Grid, Listed, walk
from sturmwarte.station.plan.forms.reading import ABSENT, read
from sturmwarte.station.plan.forms.shapes import Group, Leaf, Rows, Table, default_of, shape_of
from tests.web.scene import plan_files

PLANS = {
    "demo": plan_files(),
    "starter": starter(Answers("Nordbahn", (), "de", "transport", 30), date(2026, 3, 1)),
    "english": starter(Answers("Nordbahn", (), "en", "finance", 5), date(2026, 3, 1)),
    "odd": {
        "a.yaml": "company: {name: [what, else]}\ntopics:\n- just a text\n"
        "- {id: a, query: 7, extra: {x: 1}}\n"
        "hours: {week: {mon-fri: ['08:00-12:00', '13:00-17:00'], sa: '09:00-12:00'}}\ndeadlines: {9: soon}\n"
        "triage: {rules: [{id: r, name: x, when: {kind: press, not: {any: [{own: true}, {time: closed}]}},"
        " verdict: watch}]}\n"
        "tests: [{name: t, post: {text: 'a\\nb', raw: {k: [1]}, likes: 3},"
        " expect: {owner: null, also: []}}]\n"
    },
}


def posted(part):
    """What a browser sends for a form nobody touched."""
    typed = QueryDict(mutable=True)
    for one in walk(part):
        if isinstance(one, Box):
            typed.appendlist(f"{one.name}.#", "on")
        elif isinstance(one, Listed):
            typed.setlist(f"{one.name}.#", [item.name.rpartition(".")[2] for item in one.items])
        elif isinstance(one, Grid):
            typed.setlist(f"{one.name}.#", [row.id for row in one.rows])
        elif isinstance(one, Field) and not one.odd:
            if one.kind in ("choice", "ref"):
                typed.setlist(one.name, [option.value for option in one.options if option.chosen])
            elif one.kind == "switch":
                typed.setlist(one.name, ["on"] if one.on else [])
            else:
                typed[one.name] = one.value.replace("\n", "\r\n")
    return typed


@pytest.mark.parametrize("name", PLANS)
def test_a_form_nobody_touched_changes_nothing(name):
    files = PLANS[name]
    merged = merge(files, SECTIONS)
    found, count = faults(merged), 0
    for section in SECTIONS:
        for path in places(section.name, merged.data):
            shape, before = shape_at(path), value_at(merged.data, path)
            part = draw(shape, before, path, found, Choices(merged.data))
            default = default_of(section.name) if len(path) == 1 else None
            after = read(shape, posted(part), "", before, default)
            assert after == before or (after is ABSENT and before is ABSENT), path
            if before is not ABSENT:
                assert amend(files, path, after) == files
            count += 1
    assert count > 10


def test_every_problem_stands_at_a_field():
    merged = merge(PLANS["odd"], SECTIONS)
    found = faults(merged)
    drawn = [
        fault
        for section in SECTIONS
        for path in places(section.name, merged.data)
        for part in walk(draw(shape_at(path), value_at(merged.data, path), path, found, Choices(merged.data)))
        for fault in part.faults
    ]
    assert {fault.path for fault in found} <= {fault.path for fault in drawn}
    assert len(found) == 5


def keys_of(shape, seen):
    if isinstance(shape, Group) and shape.model not in seen:
        seen.add(shape.model)
        for member in shape.members:
            yield member
            yield from keys_of(member.shape, seen)
    elif isinstance(shape, Rows):
        yield from keys_of(shape.item, seen)
    elif isinstance(shape, Table):
        yield from keys_of(shape.value, seen)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_field_has_label_help_and_example(lang):
    pack, seen = words.pack(lang), set()
    members = [member for section in SECTIONS for member in keys_of(shape_of(section.name), seen)]
    assert len(members) > 150
    missing = [
        member.words
        for member in members
        if not (found := pack.fields.get(member.words))
        or not (found.label and found.example and (found.help or (lang == "en" and member.described)))
    ]
    assert missing == []
    choices = [
        f"{member.words}={choice}"
        for member in members
        if isinstance(member.shape, Leaf) and member.words != "TriageRules.off"
        for choice in member.shape.choices
        if not (pack.choices.get(f"{member.words}={choice}") or pack.choices.get(f"={choice}"))
    ]
    assert choices == []
    assert set(pack.sections) == {section.name for section in SECTIONS}


def test_no_field_is_described_that_there_is_not():
    seen = set()
    known = {member.words for section in SECTIONS for member in keys_of(shape_of(section.name), seen)}
    assert set(words.pack("de").fields) - known == {"Example.kinds.value"}
    assert set(words.pack("de").fields) == set(words.pack("en").fields)
    assert set(words.pack("de").choices) == set(words.pack("en").choices)
    assert set(words.pack("de").entries) == set(words.pack("en").entries)


def test_a_closed_group_can_be_opened():
    merged = merge(PLANS["odd"], SECTIONS)
    path = ("triage", "rules", 0)
    parts = walk(draw(shape_at(path), value_at(merged.data, path), path, [], Choices(merged.data)))
    assert [one.name for one in parts if isinstance(one, Closed)] == [
        "when.not.any.0.not",
        "when.not.any.1.not",
        "when.not.not",
    ]
