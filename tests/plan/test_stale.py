"""What a plan leaves out, and what in it is out of date."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sturmwarte import packs
from sturmwarte.core.overview.missing import missing
from sturmwarte.core.overview.remark import STOPS
from sturmwarte.core.overview.stale import FLOOR, POSTS, Decided, Lived, stale
from sturmwarte.core.plan.load import load
from sturmwarte.core.reason import say
from sturmwarte.core.sections import SECTIONS

NOW = datetime(2027, 5, 3, 12, tzinfo=UTC)
TODAY = date(2027, 5, 3)
PLAN = """
people: [{id: anna, name: Anna, deputy: bert}, {id: bert, name: Bert}]
kinds: [{id: complaint, owner: anna}, {id: press}]
channels: [{id: mastodon, network: mastodon, owner: bert, purpose: x, tone: y, review: 2027-05-02}]
topics:
  - {id: old, query: old, expires: 2027-05-02, purpose: x, legal_basis: y, owner: anna}
  - {id: soon, query: soon, expires: 2027-05-20, purpose: x, legal_basis: y, owner: anna}
  - {id: still, query: still, expires: 2029-01-01, purpose: x, legal_basis: y, owner: anna}
goals:
  - {id: done, text: Done, stage: output, measure: m, due: 2027-05-02, review: every quarter}
  - {id: open, text: Open, stage: output, measure: m, due: 2027-05-03, review: 2027-04-01}
triage: {rules: [{id: quiet, when: {words: quiet}, verdict: watch}]}
hours: {week: {mon-fri: 09:00-17:00}, closed: [2026-12-24]}
"""


def plan(text=PLAN):
    loaded = load({"plan.yaml": text}, SECTIONS)
    assert loaded.plan, loaded.errors
    return loaded.plan


def keys(found):
    return [(one.what.key.rpartition(".")[2], one.entry) for one in found]


def aged(**what):
    return keys(stale(plan(), Lived(**what), NOW, TODAY))


BY_DATES = [
    ("topic_over", "old"), ("topic_ends", "soon"), ("goal_over", "done"), ("review", "mastodon"),
    ("goal_review", "open"), ("closed_days", ""),
]  # fmt: skip


def test_dates_that_have_passed_and_those_that_have_not():
    assert aged() == BY_DATES


def more(**what):
    return [one for one in aged(**what) if one not in BY_DATES]


def test_silence_says_something_only_where_enough_was_heard():
    assert more(days=29, heard={}) == []
    assert more(days=30, heard={"soon": 1}) == [("topic_silent", "still")], (
        "what has ended is silent by right"
    )
    assert more(fired={}, posts=POSTS - 1) == []
    assert more(fired=None, posts=POSTS) == [], "not known is not zero"
    assert more(fired={}, posts=POSTS) == [("rule_silent", "quiet")]
    assert more(fired={"quiet": 1}, posts=POSTS) == []


def test_owners_who_left_or_are_away_for_long():
    assert more(left=frozenset({"anna", "cem"})) == [("owner_left", "anna")]
    long = NOW + timedelta(days=22)
    assert more(away={"anna": long, "bert": long}) == [("owner_away_alone", "bert"), ("owner_away", "anna")]
    assert more(away={"anna": NOW + timedelta(days=20)}) == [], "a holiday is not worth a word"


def test_tests_that_fail_now_and_channels_without_a_source():
    assert more(failing=("A test",)) == [("test_fails", "A test")]
    assert more(connected=frozenset({"mail"})) == [("unconnected", "mastodon")]
    assert more(connected=frozenset({"mastodon"})) == []


def decisions(n, against):
    return [Decided("quiet", "answer", case, "ignored" if case < against else "") for case in range(n)]


@pytest.mark.parametrize(
    ("n", "against", "told"), [(FLOOR - 1, FLOOR - 1, False), (FLOOR, 3, False), (FLOOR, 4, True)]
)
def test_contradicted_only_above_a_floor_and_a_share(n, against, told):
    assert bool(more(decided=decisions(n, against))) == told


def test_what_contradicts_a_rule_names_its_cases():
    (one,) = [r for r in stale(plan(), Lived(decided=decisions(12, 6)), NOW, TODAY) if r.cases]
    assert one.what.args == {"rule": "quiet", "recommended": "answer", "n": 6, "of": 12, "instead": "ignored"}
    assert one.cases == (0, 1, 2, 3, 4, 5)


def test_an_empty_plan_names_every_section_the_weightiest_first():
    found = missing(plan("{}"))
    assert {one.section for one in found} == {section.name for section in SECTIONS}
    assert [one.weight for one in found] == sorted(one.weight for one in found)
    assert found[0].weight == STOPS


def test_what_is_missing_within_a_section():
    found = {one.what.key.rpartition(".")[2]: one.what.args for one in missing(plan())}
    assert found["deputy"] == {"people": ["Bert"]}
    assert "owner_of_kinds" not in found, "where the channel has an owner, somebody answers"
    bare = plan(PLAN.replace("owner: bert, ", ""))
    assert {one.what.key for one in missing(bare)} >= {
        "plan.missing.owner_of_kinds",
        "plan.missing.channel_owner",
    }


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_remark_has_its_sentence(lang):
    texts = packs.texts(lang)
    everything = Lived(
        days=60, fired={}, posts=POSTS, left=frozenset({"anna"}), away={"bert": NOW + timedelta(days=90)},
        connected=frozenset(), failing=("A test",), decided=decisions(20, 20),
    )  # fmt: skip
    found = [*missing(plan("{}")), *missing(plan()), *stale(plan(), everything, NOW, TODAY)]
    for one in found:
        assert not say(one.what, texts).startswith(one.what.key)
        assert "{" not in say(one.what, texts)
