from datetime import UTC, datetime, timedelta

import pytest

from sturmwarte import packs
from sturmwarte.core.plan.channels import CHANNELS
from sturmwarte.core.plan.emergency import LAPSES_AFTER, Emergency, Freeze, Reassign, Reword, apply, refusals
from sturmwarte.core.plan.load import load
from sturmwarte.core.plan.people import RESPONSIBILITIES
from sturmwarte.core.post import Post
from sturmwarte.core.reason import say
from sturmwarte.core.sections import SECTIONS
from sturmwarte.engine.brain import make

NIGHT = datetime(2026, 3, 7, 23, tzinfo=UTC)
FILE = """
people: [{id: anna, name: Anna}, {id: bert, name: Bert}, {id: cem, name: Cem}]
channels:
  - {id: mastodon, network: mastodon, owner: anna}
  - {id: mail, network: mail, owner: anna}
responsibilities: [{owner: anna}]
"""
PLAN = load({"a.yaml": FILE}, SECTIONS).plan


def emergency(change, **more):
    return Emergency(
        **{"id": "1", "change": change, "reason": "Unfall", "by": "anna", "second": "bert", "at": NIGHT}
        | more
    )


def owner(plan):
    post = Post(id="1", channel="mastodon", text="Wie wechsle ich den Filter?", received_at=NIGHT, lang="de")
    brain = make(plan, NIGHT.date())
    return brain.triage.recommend(post, brain.understand.read(post)).owner


def test_another_owner_counts_even_before_a_rules_own():
    rule = "triage: {rules: [{id: ours, when: {channel: [mastodon]}, verdict: answer, owner: bert}]}"
    loaded = load({"a.yaml": FILE, "b.yaml": rule}, SECTIONS)
    assert owner(loaded.plan) == "bert"
    assert owner(apply(loaded.plan, [emergency(Reassign(owner="cem"))], NIGHT)) == "cem"


def test_another_owner_counts_at_once_and_lapses_after_a_day():
    change = emergency(Reassign(owner="cem"))
    assert owner(apply(PLAN, [change], NIGHT)) == "cem"
    assert owner(apply(PLAN, [change], NIGHT + LAPSES_AFTER - timedelta(seconds=1))) == "cem"
    assert apply(PLAN, [change], NIGHT + LAPSES_AFTER) is PLAN
    assert owner(PLAN) == "anna"


def test_it_can_be_ended_early_and_does_not_begin_before_its_time():
    change = emergency(Reassign(owner="cem"), ended_at=NIGHT + timedelta(hours=1))
    assert apply(PLAN, [change], NIGHT + timedelta(hours=1)) is PLAN
    assert apply(PLAN, [change], NIGHT - timedelta(seconds=1)) is PLAN


def test_the_latest_change_counts_first():
    later = emergency(Reassign(owner="bert"), id="2", at=NIGHT + timedelta(hours=1))
    plan = apply(PLAN, [later, emergency(Reassign(owner="cem"))], NIGHT + timedelta(hours=2))
    assert [entry.owner for entry in plan[RESPONSIBILITIES]] == ["bert", "cem", "anna"]


def test_freeze_and_wording_reach_the_named_channels_only():
    freeze = emergency(Freeze(channels=("mastodon",)))
    words = emergency(Reword(avoid="Panne", say="Unfall", channels=("mail",)))
    mastodon, mail = apply(PLAN, [freeze, words], NIGHT)[CHANNELS]
    assert (mastodon.frozen, mail.frozen) == (True, False)
    assert (mastodon.wording, [rule.avoid for rule in mail.wording]) == ([], ["Panne"])
    assert all(channel.frozen for channel in apply(PLAN, [emergency(Freeze())], NIGHT)[CHANNELS])


def test_the_version_tells_that_a_change_was_in_force():
    changed = apply(PLAN, [emergency(Freeze())], NIGHT)
    assert changed.version.startswith(PLAN.version + "+")
    assert changed.version != apply(PLAN, [emergency(Freeze(), id="2")], NIGHT).version


@pytest.mark.parametrize(
    ("change", "more", "key"),
    [
        (Freeze(), {"reason": " "}, "no_reason"),
        (Freeze(), {"second": "anna"}, "same_person"),
        (Freeze(), {"second": "dora"}, "unknown_person"),
        (Freeze(channels=("x",)), {}, "unknown_channel"),
        (Reassign(owner="dora"), {}, "unknown_owner"),
        (Reassign(owner="cem", kinds=("dangre",)), {}, "unknown_kind"),
        (Reassign(owner="cem", topics=("x",)), {}, "unknown_topic"),
        (Reassign(owner="cem", deputy="dora"), {}, "unknown_owner"),
        (Reword(), {}, "no_wording"),
    ],
)
def test_what_may_not_be_is_refused_with_a_reason(change, more, key):
    (refusal,) = refusals(PLAN, emergency(change, **more), SECTIONS)
    assert refusal.key == f"plan.emergency.{key}"
    assert all(refusal.key not in say(refusal, packs.texts(lang)) for lang in packs.LANGUAGES)


def test_what_may_be_is_not_refused():
    assert refusals(PLAN, emergency(Reassign(owner="cem", kinds=("danger",))), SECTIONS) == []
