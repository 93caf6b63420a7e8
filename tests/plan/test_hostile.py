"""Files nobody wrote in good faith, and files nobody wrote at all."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte import packs
from sturmwarte.core.plan.load import load
from sturmwarte.core.plan.tree import MAX_CHARACTERS
from sturmwarte.core.reason import say
from sturmwarte.core.sections import SECTIONS

NAMES = [section.name for section in SECTIONS] + [
    "scenarios",
    "id",
    "name",
    "query",
    "post",
    "when",
    "expect",
]


def only_problem(text):
    begun = time.process_time()  # of the processor: others may keep it busy
    loaded = load({"a.yaml": text}, SECTIONS)
    assert time.process_time() - begun < 5
    assert loaded.plan is None
    return loaded.problems[0].what.key


def test_a_bomb_of_aliases_is_refused_before_it_grows():
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join(['*' + a] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    assert only_problem("\n".join(lines)) in ("plan.unknown_section", "plan.anchor")


def test_deep_nesting_is_refused():
    assert only_problem("topics: " + "[" * 5000) == "plan.too_deep"
    assert only_problem("topics: " + "{a: " * 5000) == "plan.too_deep"
    assert only_problem("".join(f"{' ' * n}a:\n" for n in range(500))) in (
        "plan.unknown_section",
        "plan.too_deep",
    )


def test_huge_files_are_refused():
    assert only_problem("a" * (MAX_CHARACTERS + 1)) == "plan.file_too_large"
    assert only_problem("topics:\n" + "  - a\n" * 80_000) == "plan.too_many_values"


def test_objects_are_never_made():
    assert only_problem("company: !!python/object/apply:os.system ['true']\n") == "plan.tag"


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from(NAMES)
    | st.sampled_from(
        ["2026-02-30", "*x", "&x", "!x", "'", '"', "{", "[", "(", "NEAR/3", "09:00-17:00", "4 h"]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=15,
)


def written(value, depth=0):
    """YAML by hand, without quoting, so that hostile text stays hostile."""
    pad = "  " * depth
    if isinstance(value, dict):
        return "".join(f"\n{pad}{key}: {written(inner, depth + 1)}" for key, inner in value.items()) or "{}"
    if isinstance(value, list):
        return "".join(f"\n{pad}- {written(inner, depth + 1)}" for inner in value) or "[]"
    return str(value)


def check_said(text):
    loaded = load({"a.yaml": text}, SECTIONS)
    assert (loaded.plan is None) == bool(loaded.errors)
    lines = text.splitlines() or [""]
    for problem in loaded.problems:
        assert 0 <= problem.line <= len(lines) + 1, problem
        for lang in packs.LANGUAGES:
            said = say(problem.what, packs.texts(lang))
            assert problem.what.key not in said, "a reason without a sentence"


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), values, max_size=3))
def test_any_values_give_a_plan_or_problems(sections):
    check_said(written(sections))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200) | st.text(alphabet="abc:-[]{}*&!#'\"|>%@`,? \n\t", max_size=120))
def test_any_text_gives_a_plan_or_problems(text):
    check_said(text)
