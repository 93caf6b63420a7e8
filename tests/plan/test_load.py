"""Every kind of mistake, with the exact place it is reported at."""

import pytest

from sturmwarte.core.plan.load import MAX_FILES, load, version
from sturmwarte.core.sections import SECTIONS


def problems(text, **more):
    files = {"plan.yaml": text, **{f"{name}.yaml": other for name, other in more.items()}}
    found = load(files, SECTIONS).problems
    return [
        (p.file, p.line, p.column, p.what.key.removeprefix("plan.")) for p in found if p.severity == "error"
    ]


def fix(text):
    (first, *_) = (p for p in load({"plan.yaml": text}, SECTIONS).problems if p.severity == "error")
    return (first.fix.key.removeprefix("plan.fix."), first.fix.args.get("name"))


TWO = "people:\n  - {id: anna, name: Anna}\n  - {id: bert, name: Bert}\n"


@pytest.mark.parametrize(
    ("text", "line", "column", "key"),
    [
        # YAML itself
        ("topics:\n  - id: t\n    query: *versicherung\n", 3, 12, "alias"),
        ("company:\n  name: &x Foo\n", 2, 9, "anchor"),
        ("company:\n  name: !!python/object:os.system Foo\n", 2, 9, "tag"),
        ("topics:\n  - id: t\n    query: @bahn\n", 3, 12, "special_character"),
        ("topics:\n  - id: t\n    query: `x`\n", 3, 12, "special_character"),
        ('topics:\n  - id: t\n    query: "eine bahn" OR zug\n', 3, 24, "text_after_quote"),
        ("company:\n  name: A: B\n", 2, 10, "second_colon"),
        ("company:\n\tname: A\n", 2, 1, "tab"),
        ("company:\n  name: 'A\n", 2, 9, "open_quote"),
        ("company:\n  brands: [a, b\n", 2, 11, "open_bracket"),
        ("company: - a\n", 1, 10, "dash_here"),
        ("company:\n    name: A\n  trade: B\n", 3, 3, "indent"),
        ("company:\n  name: A\n---\ngoals: []\n", 3, 1, "two_documents"),
        ("company:\n  name: A\x07B\n", 2, 10, "control_character"),
        ("- company\n", 1, 1, "no_mapping"),
        ("just text\n", 1, 1, "no_mapping"),
        ("company:\n  ? [a]\n  : b\n", 2, 5, "key_no_text"),
        ("company:\n  name: A\n  name: B\n", 3, 3, "duplicate_key"),
        # sections
        ("compny:\n  name: A\n", 1, 1, "unknown_section"),
        ("scenarios: []\n", 1, 1, "not_yet"),
        ("pilots:\n  - id: x\n", 1, 1, "not_yet"),
        # values
        ("company:\n  nam: A\n", 2, 3, "unknown_key"),
        ("people:\n  - name: Anna\n", 2, 5, "missing_key"),
        ("company:\n  languages: [de, fr]\n", 2, 19, "not_allowed"),
        ("company: Foo\n", 1, 10, "expected_mapping"),
        ("people: Foo\n", 1, 9, "expected_list"),
        ("company:\n  name: [a]\n", 2, 9, "expected_text"),
        ("company:\n  name: {Bahn}\n", 2, 9, "expected_text"),
        ("topics:\n  - id: t\n    query: #bahn\n", 3, 5, "empty_value"),
        ("levels:\n  yellow: {times_baseline: viel}\n", 2, 28, "expected_number"),
        ("levels:\n  yellow: {times_baseline: 3, floor_posts: 1.5}\n", 2, 44, "expected_whole_number"),
        ("levels:\n  rule_of_thumb: vielleicht\n", 2, 18, "expected_bool"),
        ("kinds:\n  - {id: a, priority: 9}\n", 2, 23, "out_of_range"),
        ("channels:\n  - {id: a b, network: x}\n", 2, 10, "bad_id"),
        ("channels:\n  - {id: a, network: x, review: 2027-02-30}\n", 2, 33, "bad_date"),
        ("tests:\n  - {name: a, post: {}, now: gestern, expect: {priority: 1}}\n", 2, 30, "bad_datetime"),
        # what belongs together
        (TWO + "teams:\n  - {id: t, name: T, members: [anna, brt]}\n", 5, 38, "unknown_id"),
        ("people:\n  - {id: anna, name: A, deputy: bert}\n", 2, 33, "unknown_id"),
        ("people:\n  - {id: a, name: A}\n  - {id: a, name: B}\n", 3, 10, "duplicate_id"),
        (TWO + "teams:\n  - {id: anna, name: T, members: [anna]}\n", 5, 10, "team_and_person"),
        ("people:\n  - {id: a, name: A, deputy: a}\n", 2, 30, "own_deputy"),
        ("company:\n  timezone: Europa/Berlin\n", 2, 13, "unknown_timezone"),
        ("company:\n  country: XX\n", 2, 12, "unknown_country"),
        ("company:\n  land: XX\n", 2, 9, "unknown_land"),
        ("kinds:\n  - {id: none}\n", 2, 10, "kind_none"),
        ("kinds:\n  - {id: danger, priority: 1, auto: yes}\n", 2, 37, "urgent_automatic"),
        ("kinds:\n  - {id: a, words: ['*']}\n", 2, 21, "empty_word"),
        ("topics:\n  - id: t\n    query: '(a OR b'\n", 3, 13, "query"),
        ("topics:\n  - id: t\n    query: kind:complaint AND a\n", 3, 12, "query"),
        ("levels:\n  orange: {times_baseline: 2}\n", 2, 28, "level_not_rising"),
        ("tests:\n  - {name: a, post: {txt: b}, expect: {priority: 1}}\n", 2, 22, "unknown_key"),
        ("tests:\n  - {name: a, post: {form: poem}, expect: {priority: 1}}\n", 2, 21, "test_no_post"),
        ("tests:\n  - {name: a, post: {}, expect: {}}\n", 2, 33, "test_expects_nothing"),
        ("tests:\n  - {name: a, post: {}, expect: {kind: complant}}\n", 2, 40, "unknown_id"),
    ],
)
def test_a_mistake_is_told_at_its_place(text, line, column, key):
    assert problems(text) == [("plan.yaml", line, column, key)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("chanels: []\n", ("meant", "channels")),
        ("company:\n  bransd: []\n", ("meant", "brands")),
        (
            "people:\n  - {id: anna, name: A, absences: [{strt: 2026-01-01, end: 2026-01-02}]}\n",
            ("meant", "start"),
        ),
        (TWO + "teams:\n  - {id: t, name: T, members: [brt]}\n", ("meant", "bert")),
        ("channels:\n  - {id: a, network: x, address: si}\n", ("meant_of", "Sie")),
        ("channels:\n  - {id: a, network: x, goal: ruhm}\n", ("define", None)),
        ("company:\n  zzz: 1\n", ("one_of", None)),
    ],
)
def test_the_fix_names_what_was_probably_meant(text, meant):
    assert fix(text) == meant


def test_all_mistakes_are_told_at_once():
    text = "compny: {}\ncompany:\n  nam: A\n  name: [x]\n"
    text += "people:\n  - {nme: B}\n  - {id: c, name: C, deputy: d}\n"
    assert problems(text, z="topics:\n  - {id: t, query: '(('}\n") == [
        ("plan.yaml", 1, 1, "unknown_section"),
        ("plan.yaml", 3, 3, "unknown_key"),
        ("plan.yaml", 4, 9, "expected_text"),
        ("plan.yaml", 6, 5, "missing_key"),
        ("plan.yaml", 6, 6, "unknown_key"),
        ("plan.yaml", 7, 30, "unknown_id"),
        ("z.yaml", 2, 22, "query"),
    ]


def test_a_broken_file_does_not_blame_the_others():
    assert problems(TWO + "\tx\n", teams="teams:\n  - {id: t, name: T, members: [anna]}\n") == [
        ("plan.yaml", 4, 1, "tab")
    ]


def test_a_broken_entry_is_not_told_again_where_it_is_mentioned():
    kinds = "kinds:\n  - {id: lost_property, priority: 9}\n"
    rules = "triage:\n  rules:\n    - {id: x, when: {kind: lost_property}, verdict: answer}\n"
    more = "tests:\n  - {name: a, post: {}, expect: {kind: lost_property}}\n"
    assert problems(kinds + rules + more) == [("plan.yaml", 2, 35, "out_of_range")]
    assert problems(rules) == [("plan.yaml", 3, 28, "unknown_id")]


def test_a_list_goes_on_in_another_file_and_keeps_its_places():
    first = "people:\n  - {id: anna, name: Anna}\n"
    second = (
        "# more\npeople:\n  - {id: bert, name: Bert, deputy: anna}\n  - {id: cem, name: Cem, deputy: ann}\n"
    )
    assert problems(first, zweite=second) == [("zweite.yaml", 4, 34, "unknown_id")]


def test_a_section_that_is_no_list_stands_in_one_file():
    assert problems("company: {name: A}\n", zweite="company: {name: B}\n") == [
        ("zweite.yaml", 1, 1, "section_twice")
    ]


def test_a_partial_plan_loads_and_names_its_gaps():
    plan = load({"a.yaml": "company: {name: A}\ngoals:\n"}, SECTIONS).plan
    assert "company" not in plan.gaps
    assert {"goals", "topics", "tests"} <= set(plan.gaps)


def test_nothing_at_all_is_a_plan_with_nothing_but_gaps():
    for files in ({}, {"a.yaml": ""}, {"a.yaml": "# nothing yet\n"}):
        loaded = load(files, SECTIONS)
        assert loaded.problems == ()
        assert len(loaded.plan.gaps) == len(SECTIONS)


def test_warnings_do_not_prevent_a_plan():
    loaded = load({"a.yaml": "topics:\n  - {id: t, query: bahn}\n"}, SECTIONS)
    assert [p.what.key for p in loaded.problems] == ["plan.topic_unaccounted"]
    assert loaded.plan is not None


def test_numbers_are_text_where_text_is_wanted():
    plan = load({"a.yaml": "people:\n  - {id: 7, name: Anna, phone: 0301234}\n"}, SECTIONS).plan
    assert (plan.values["people"][0].id, plan.values["people"][0].phone) == ("7", "0301234")


def test_words_that_older_yaml_took_for_booleans_stay_words():
    plan = load({"a.yaml": "kinds:\n  - {id: a, auto: no}\n  - {id: b, auto: yes}\n"}, SECTIONS).plan
    assert [kind.auto for kind in plan.values["kinds"]] == ["no", "yes"]


def test_the_version_follows_the_words_not_the_line_ends():
    assert version({"a": "x\ny\n"}) == version({"a": "x\r\ny\r\n"})
    assert version({"a": "x"}) != version({"a": "y"})
    assert version({"a": "b", "c": "d"}) == version({"c": "d", "a": "b"})
    assert version({"a": "bc"}) != version({"ab": "c"})


def test_too_many_files_are_refused():
    (only,) = load({f"{n}.yaml": "" for n in range(MAX_FILES + 1)}, SECTIONS).problems
    assert only.what.key == "plan.too_many_files"
