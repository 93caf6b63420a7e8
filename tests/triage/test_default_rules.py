"""The shipped rules: their own examples, and what must hold whatever the post."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sturmwarte import packs
from sturmwarte.core.post import Author, Media, Metrics, Post
from sturmwarte.core.triage.examples import failed_examples
from sturmwarte.core.triage.hiding import CRITICISM, SUSPECTED
from sturmwarte.core.triage.recommend import DEADLINE, OWNER, PRIORITY, build
from sturmwarte.core.triage.seen import Context
from sturmwarte.core.triage.sentence import sentence
from sturmwarte.core.triage.shipped import default_rules
from sturmwarte.core.understand.reader import Understand
from sturmwarte.core.understand.reading import Kind, Reading
from tests.triage.radwerk import plan

PLAN = plan()
TRIAGE = build(PLAN)
UNDERSTAND = Understand(PLAN)
KINDS = [*sorted(CRITICISM), "question", "purchase", "job", "praise", "misinformation", "abuse", "none"]
SOME_DAY = datetime(2025, 1, 1, tzinfo=UTC)
NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)

posts = st.builds(
    Post,
    id=st.just("1"),
    channel=st.sampled_from(["facebook", "mail", "elsewhere"]),
    form=st.sampled_from(["post", "comment", "review", "mail", "direct_message", "article", "story"]),
    text=st.text(max_size=80)
    | st.sampled_from(["Halt die Fresse", "#satire", "RT @a: b", "Weiß jemand was?"]),
    received_at=st.integers(0, 730 * 24 * 60).map(lambda minutes: SOME_DAY + timedelta(minutes=minutes)),
    author=st.none() | st.builds(Author, id=st.just("a"), followers=st.none() | st.integers(0, 10**7)),
    metrics=st.none() | st.builds(Metrics, views=st.integers(0, 10**7)),
    media=st.just(()) | st.just((Media(type="image"),)),
    own=st.booleans(),
    is_ad=st.booleans(),
    in_reply_to=st.sampled_from(["", "7"]),
    rating=st.none() | st.floats(1, 5),
)
readings = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 100)), unique_by=lambda kp: kp[0], max_size=5
).map(lambda kps: Reading(kinds=tuple(Kind(k, p / 100) for k, p in sorted(kps, key=lambda kp: -kp[1]))))
contexts = st.builds(
    Context,
    answered=st.booleans(),
    replies_to_own=st.booleans(),
    own_page=st.sampled_from([None, True, False]),
    scenarios=st.sampled_from([(), ("recall",)]),
)
quickly = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("rule", default_rules(), ids=lambda rule: rule.id)
def test_each_rule_has_examples_for_and_against_in_both_languages(rule):
    fires = [example for example in rule.examples if example.fires]
    assert len(fires) >= 2
    assert any(not example.fires for example in rule.examples)


def test_every_example_of_every_shipped_rule_comes_out_as_written():
    assert [(f.rule, f.example, f.fired) for f in failed_examples(TRIAGE, UNDERSTAND.read)] == []


def test_an_example_that_is_wrong_is_found():
    turned = [
        rule.model_copy(
            update={"examples": [e.model_copy(update={"fires": not e.fires}) for e in rule.examples]}
        )
        for rule in default_rules()
    ]
    failed = list(failed_examples(build(PLAN, defaults=turned), UNDERSTAND.read))
    assert len(failed) == sum(len(rule.examples) for rule in turned)


@quickly
@given(posts, readings, contexts)
def test_any_post_gets_one_recommendation_with_reasons(post, reading, context):
    verdict = TRIAGE.recommend(post, reading, (), context)
    fired = [tried.rule for tried in verdict.reasons if tried.fired]
    assert fired == [verdict.rule, PRIORITY, OWNER, DEADLINE]
    assert 1 <= verdict.priority <= 5
    assert verdict.deadline is None or verdict.deadline >= post.received_at
    assert (verdict.deadline is None) == (not verdict.needs_work or verdict.priority == 5)
    assert verdict.needs_work or verdict.tripwire is not None


@quickly
@given(posts, readings, contexts)
def test_criticism_is_never_hidden_and_hiding_keeps_the_evidence(post, reading, context):
    verdict = TRIAGE.recommend(post, reading, (), context)
    if verdict.verdict == "hide" or "hide" in verdict.also:
        assert not any(kind.kind in CRITICISM and kind.p >= SUSPECTED for kind in reading.kinds)
        assert "preserve" in verdict.also


@quickly
@given(posts, contexts)
def test_an_unread_picture_alone_is_never_ignored(post, context):
    unread = Post(
        **{**{f: getattr(post, f) for f in post.__struct_fields__}, "media": (Media(type="image"),)}
    )
    verdict = TRIAGE.recommend(unread, Reading(kinds=(Kind("none", 1.0),)), (), context)
    assert verdict.verdict != "ignore" or verdict.rule in ("own_post", "advertisement")


@quickly
@given(posts, readings, contexts)
def test_one_by_one_and_together_give_the_same(post, reading, context):
    item = (post, reading, frozenset(), context)
    assert TRIAGE.recommend_batch([item, item]) == [TRIAGE.recommend(post, reading, (), context)] * 2


@quickly
@given(posts, readings, contexts, st.sampled_from(packs.LANGUAGES))
def test_every_reason_is_a_whole_sentence(post, reading, context, lang):
    texts = packs.texts(lang)
    for tried in TRIAGE.recommend(post, reading, (), context).reasons:
        said = sentence(tried.why, texts)
        assert tried.why.key in texts
        assert "{" not in said
        assert "triage." not in said


def test_a_post_without_any_time_needs_a_now():
    post = Post(id="1", channel="mail", text="Hallo")
    with pytest.raises(ValueError, match="received_at"):
        TRIAGE.recommend(post, Reading())
    assert TRIAGE.recommend(post, Reading(), now=NOON).rule == "rest"


def test_danger_must_be_acknowledged_within_a_quarter_of_an_hour():
    post = Post(id="1", channel="mail", form="mail", text="Der Akku hat Feuer gefangen!", received_at=NOON)
    verdict = TRIAGE.recommend(post, UNDERSTAND.read(post))
    assert (verdict.verdict, verdict.priority, verdict.also) == ("escalate", 1, ("notify", "preserve"))
    assert verdict.acknowledge_by == NOON + timedelta(minutes=15)
    assert verdict.deadline == NOON + timedelta(minutes=60)
