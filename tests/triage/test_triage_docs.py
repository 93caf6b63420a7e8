"""The examples in docs/triage.md work."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sturmwarte.core.triage.condition import Condition
from sturmwarte.core.triage.deadlines import DEADLINES, standard
from sturmwarte.core.triage.examples import failed_examples
from sturmwarte.core.triage.recommend import build
from sturmwarte.core.triage.shipped import default_rules
from sturmwarte.core.understand.reader import Understand
from tests.triage.radwerk import plan

PAGE = (Path(__file__).parents[2] / "docs" / "triage.md").read_text()
BEYOND = "topics: [{id: brakes, query: bremse*}]\nteams: [{id: workshop, name: Werkstatt, members: [anna]}]\n"


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("block", blocks("yaml"))
def test_every_piece_of_a_plan_loads_and_passes_its_examples(block):
    loaded = plan(BEYOND + block)
    assert list(failed_examples(build(loaded), Understand(loaded).read)) == []


def test_the_standard_deadlines_are_the_documented_ones():
    (block,) = [one for one in blocks("yaml") if "deadlines:" in one]
    assert plan(block)[DEADLINES] == standard()


def test_the_python_example_runs():
    known: dict[str, object] = {}
    exec(blocks("python")[0], known)  # noqa: S102 - our own page
    verdict = build(known["plan"]).recommend(
        known["post"], known["reading"], now=datetime(2026, 3, 10, tzinfo=UTC)
    )
    assert verdict.rule == "bad_experience"


@pytest.mark.parametrize("rule", default_rules(), ids=lambda rule: rule.id)
def test_every_shipped_rule_is_on_the_page(rule):
    assert f"`{rule.id}`" in PAGE


@pytest.mark.parametrize("field", Condition.model_fields.values(), ids=Condition.model_fields)
def test_every_condition_is_on_the_page(field):
    names = {id(one): one.alias or name for name, one in Condition.model_fields.items()}
    assert f"`{names[id(field)]}`" in PAGE
