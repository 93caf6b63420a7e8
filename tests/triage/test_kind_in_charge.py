"""Owner and priority follow the kind that the rule asked for, even where another kind is likelier."""

import pytest

from sturmwarte.core.triage.recommend import build
from sturmwarte.core.understand.reading import Kind, Reading
from tests.triage.radwerk import plan
from tests.triage.test_triage_rules import post

KINDS = """
kinds:
  - {id: danger, priority: 1, owner: ben}
  - {id: question, priority: 4, owner: cem}
  - {id: praise}
"""
IS_IT_DANGEROUS = Reading(kinds=(Kind("question", 0.8), Kind("danger", 0.6)))


@pytest.mark.parametrize(
    ("when", "owner", "priority"),
    [
        ("{kind: danger, probability: 0.5}", "ben", 1),
        ("{channel: mail, kind: [danger, praise], probability: 0.5}", "ben", 1),
        ("{any: [{kind: danger, probability: 0.5}]}", "ben", 1),
        ("{not: {kind: danger, probability: 0.7}}", "cem", 4),
        ("{kind: [danger, question], probability: 0.5}", "cem", 4),
        ("{channel: mail}", "cem", 4),
    ],
)
def test_owner_and_priority_follow_the_kind_asked_for(when, owner, priority):
    rules = f"triage: {{rules: [{{id: ours, when: {when}, verdict: answer}}]}}"
    verdict = build(plan(KINDS + rules)).recommend(post(), IS_IT_DANGEROUS, ())
    assert (verdict.rule, verdict.owner, verdict.priority) == ("ours", owner, priority)


def test_a_shipped_rule_too():
    verdict = build(plan(KINDS)).recommend(post(), IS_IT_DANGEROUS, ())
    assert (verdict.rule, verdict.owner) == ("danger", "ben")
