"""What the plan says about keeping, and what the night makes of it."""

from datetime import UTC, datetime, timedelta

import pytest

from sturmwarte import packs
from sturmwarte.core.listen.retention import RETENTION
from sturmwarte.core.plan.load import load
from sturmwarte.core.reason import say
from sturmwarte.core.sections import SECTIONS
from sturmwarte.engine.activation import activate
from sturmwarte.engine.jobs import housekeeping
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.moments import DAY
from sturmwarte.station.archive.retention import DEFAULT, Kept, Policy, due, policy_of
from sturmwarte.station.archive.retention_policy import active_policy
from sturmwarte.station.plan.models import PlanSnapshot

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
PLAN = """
retention:
  raw_days: 30
  author_days: 100
  otherwise:
    - {form: direct_message, post_days: 50}
    - {channel: 'mail*', raw_days: 5, post_days: 60}
"""


def policy(text):
    loaded = load({"a.yaml": text}, SECTIONS)
    assert loaded.problems == (), loaded.problems
    return policy_of(loaded.plan[RETENTION])


@pytest.mark.parametrize(
    ("channel", "form", "days", "expected"),
    [
        ("mastodon", "post", 29, set()),
        ("mastodon", "post", 30, {"raw"}),
        ("mastodon", "post", 100, {"raw", "author"}),
        ("mastodon", "post", 730, {"post"}),
        ("mastodon", "direct_message", 50, {"post"}),
        ("mail:service", "mail", 5, {"raw"}),
        ("mail:service", "mail", 60, {"post"}),
        ("mail:service", "direct_message", 50, {"post"}),
    ],
)
def test_spans_are_by_field_channel_and_form(channel, form, days, expected):
    assert due(policy(PLAN), Kept(channel, "", form, 0), days * DAY) == expected


def test_left_out_the_defaults_hold():
    assert policy("retention: {}") == DEFAULT
    assert [(rule.what, rule.keep.days) for rule in DEFAULT.rules] == [("raw", 90), ("post", 730)]


@pytest.mark.parametrize(
    ("text", "line", "severity"),
    [
        ("retention:\n  post_days: 30\n  raw_days: 90\n", 3, "warning"),
        ("retention:\n  otherwise:\n    - {post_days: 3}\n", 3, "error"),
        ("retention:\n  otherwise:\n    - {channel: mail}\n", 3, "error"),
        ("retention:\n  post_days: 0\n", 2, "error"),
    ],
)
def test_what_makes_no_sense_is_told_at_its_place(text, line, severity):
    (problem,) = load({"a.yaml": text}, SECTIONS).problems
    assert (problem.line, problem.severity) == (line, severity)
    for lang in packs.LANGUAGES:
        assert problem.what.key not in say(problem.what, packs.texts(lang))


@pytest.mark.django_db
def test_the_night_keeps_to_the_active_plan(monkeypatch):
    assert active_policy() == DEFAULT
    activate({"plan.yaml": PLAN}, "test", "", NOW)
    assert active_policy() == policy(PLAN)
    asked = []
    monkeypatch.setattr(Archive, "retention", lambda _self, _now, wanted: asked.append(wanted))
    monkeypatch.setattr(Archive, "optimise", lambda _self: True)
    monkeypatch.setattr(housekeeping.log, "checkpoint", lambda: None)
    housekeeping.nightly(None, NOW + timedelta(days=1))
    assert asked == [policy(PLAN)]


@pytest.mark.django_db
def test_nothing_goes_while_the_active_plan_cannot_be_read():
    PlanSnapshot.objects.create(
        pk=999_999,  # read plans are remembered by it
        version="x",
        files={"a.yaml": "of_a_later_version: 1"},
        active=True,
        activated_at=NOW,
        activated_by="t",
    )
    assert active_policy() == Policy()
