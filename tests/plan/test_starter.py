"""Every template: written, read back without a remark, and passing its own tests."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.core.listen.topics import TOPICS
from sturmwarte.core.plan.company import COMPANY
from sturmwarte.core.plan.load import load
from sturmwarte.core.query.parse import parse
from sturmwarte.core.rehearse import TESTS
from sturmwarte.core.sections import SECTIONS
from sturmwarte.engine.brain import make
from sturmwarte.packs.starter import SIZES, TRADES, Answers, StarterError, starter

TODAY = date(2026, 3, 2)


def made(answers):
    loaded = load(starter(answers, TODAY), SECTIONS)
    assert loaded.problems == ()
    return loaded.plan


@pytest.mark.parametrize(("lang", "trade", "size"), list(product(("de", "en"), TRADES, SIZES)))
def test_a_plan_is_sound_and_passes_its_own_tests(lang, trade, size):
    plan = made(Answers("Nord & Söhne Wegebau GmbH", ("Nordwege", "NWB"), lang, trade, size))
    assert set(plan.gaps) <= ({"teams"} if size == 1 else set())
    results = make(plan, TODAY).rehearse()
    assert [(r.test.name, r.misses) for r in results if not r.passed] == []
    assert len(results) >= 8
    verdicts = {result.verdict.verdict for result in results}
    assert verdicts >= {"answer_now", "answer", "community", "watch", "ignore", "hide", "escalate"}


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_trade_adds_to_the_base_and_repeats_nothing(lang):
    base = {test.name for test in made(Answers("Nordbahn", (), lang))[TESTS]}
    for trade in TRADES[1:]:
        own = {test.name for test in made(Answers("Nordbahn", (), lang, trade))[TESTS]}
        assert base < own, trade


def test_comments_explain_every_file():
    for name, text in starter(Answers("A1", (), "de"), TODAY).items():
        first, second = text.split("\n")[:2]
        assert first.startswith("# yaml-language-server"), name
        assert second.startswith("# "), name
        assert "<" not in text.replace("<=", ""), f"{name} has a place nobody filled"


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=40), st.lists(st.text(min_size=1, max_size=30), max_size=3))
def test_any_name_that_is_one_gives_a_sound_plan(name, brands):
    try:
        files = starter(Answers(name, tuple(brands)), TODAY)
    except StarterError:
        return
    loaded = load(files, SECTIONS)
    assert not loaded.errors, loaded.errors
    assert loaded.plan[COMPANY].name == " ".join(name.split())
    for topic in loaded.plan[TOPICS]:
        parse(topic.query)


@pytest.mark.parametrize(
    "name", ['A: "B" #1', "O'Neill & Söhne", "- x", "*x", "{Bahn}", "Or Not And", "C++", "007", "true"]
)
def test_awkward_names_stay_names(name):
    loaded = load(starter(Answers(name), TODAY), SECTIONS)
    assert not loaded.errors  # a name like `x` rightly earns a note that its query is broad
    assert loaded.plan[COMPANY].name == name
    assert all(result.passed for result in make(loaded.plan, TODAY).rehearse())


@pytest.mark.parametrize("name", ["", "  ", "!?", "x" * 101])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(StarterError):
        starter(Answers(name), TODAY)
