import pytest

from sturmwarte import packs
from sturmwarte.core.plan.difference import difference, outline
from sturmwarte.core.plan.load import load
from sturmwarte.core.reason import say
from sturmwarte.core.sections import SECTIONS

OLD = """
company: {name: A}
people:
  - {id: anna, name: Anna}
  - {id: bert, name: Bert}
  - {id: cem, name: Cem}
levels: {yellow: {times_baseline: 3}}
"""


def plan(text):
    loaded = load({"a.yaml": text}, SECTIONS)
    assert not loaded.errors, loaded.errors
    return loaded.plan


def changes(old, new):
    return [
        (c.section, c.entry, c.field, c.how, c.before, c.after)
        for c in difference(plan(old), plan(new), SECTIONS)
    ]


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("name: Bert}", "name: Berta}", ("people", "bert", "name", "changed", "Bert", "Berta")),
        ("name: Bert}", "name: Bert, phone: 1}", ("people", "bert", "phone", "changed", None, "1")),
        (
            "  - {id: cem, name: Cem}\n",
            "",
            ("people", "cem", "", "removed", {"id": "cem", "name": "Cem"}, None),
        ),
        ("{name: A}", "{name: B}", ("company", "", "name", "changed", "A", "B")),
        (
            "times_baseline: 3",
            "times_baseline: 4",
            ("levels", "", "yellow.times_baseline", "changed", 3.0, 4.0),
        ),
    ],
)
def test_a_change_is_named_by_section_entry_and_field(before, after, change):
    assert changes(OLD, OLD.replace(before, after)) == [change]


def test_comments_layout_and_spelt_out_defaults_are_no_change():
    assert changes(OLD, "# new\n" + OLD.replace("{name: A}", "\n  country: DE\n  name: 'A'")) == []


def test_a_new_section_is_added_as_a_whole():
    (change,) = changes(OLD, OLD + "goals:\n  - {id: g, text: T, stage: impact, unmeasured: so}\n")
    assert change[:4] == ("goals", "g", "", "added")


def test_order_counts_where_the_first_entry_decides():
    rules = "triage:\n  rules:\n    - {id: a, verdict: watch}\n    - {id: b, verdict: answer}\n"
    turned = "triage:\n  rules:\n    - {id: b, verdict: answer}\n    - {id: a, verdict: watch}\n"
    assert ("triage", "", "rules.b", "moved", "a", "") in changes(rules, turned)


@pytest.mark.parametrize("lang", packs.LANGUAGES)
def test_every_kind_of_change_has_a_sentence(lang):
    new = OLD.replace("Bert}", "Berta}").replace("  - {id: cem, name: Cem}\n", "  - {id: dora, name: Dora}\n")
    said = [say(c.reason, packs.texts(lang)) for c in difference(plan(OLD), plan(new), SECTIONS)]
    assert len(said) == 3
    assert not any("plan.change" in one for one in said)
    assert any("Bert → Berta" in one for one in said)


def test_an_entry_without_a_name_is_shown_by_what_it_says():
    new = OLD + "responsibilities: [{kinds: [press, danger], owner: anna, deputy: bert}]\n"
    (change,) = difference(plan(OLD), plan(new), SECTIONS)
    assert say(change.reason, packs.texts("en")) == (
        "responsibilities › 1: new: kinds: press, danger; owner: anna; deputy: bert"
    )


def test_an_outline_counts_what_each_section_holds_also_where_it_says_what_holds_anyway():
    assert outline(plan("company: {country: DE, brands: [A, B]}\ngoals: []\n"), SECTIONS) == [("company", 3)]
    assert outline(plan(OLD), SECTIONS) == [("company", 1), ("people", 3), ("levels", 1)]
