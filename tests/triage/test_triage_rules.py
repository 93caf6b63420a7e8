"""A company's own rules: order, conditions, owners, and what the plan's check finds."""

from datetime import UTC, datetime

import pytest

from sturmwarte import packs
from sturmwarte.core.post import Author, Media, Metrics, Post
from sturmwarte.core.triage.recommend import NO_RULE, build
from sturmwarte.core.triage.seen import Context
from sturmwarte.core.triage.sentence import sentence
from sturmwarte.core.understand.reading import Kind, Reading
from tests.triage.radwerk import plan, problems

TUESDAY = datetime(2026, 3, 10, 10, tzinfo=UTC)
SUNDAY = datetime(2026, 3, 8, 10, tzinfo=UTC)
COMPLAINT = Reading(lang="de", kinds=(Kind("complaint", 0.8), Kind("question", 0.4)))


def post(**fields):
    return Post(
        **{"id": "1", "channel": "mail", "text": "Die Bremse quietscht", "received_at": TUESDAY, **fields}
    )


def rule_for(when: str, the_post: Post | None = None, reading=COMPLAINT, topics=(), more="", **known):
    """Which rule fires when one of our own asks for `when`: `ours`, or a shipped one."""
    triage = build(plan(f"triage:\n  rules:\n    - {{id: ours, when: {when}, verdict: watch}}\n{more}"))
    return triage.recommend(the_post or post(), reading, topics, Context(**known)).rule


TOPICS = "topics: [{id: bremsen, query: bremse*, purpose: Sicherheit, legal_basis: Art. 6, owner: cem}]\n"
HISTORY = "  author_history: {purpose: Moderation, basis: Art. 6}\n"


@pytest.mark.parametrize(
    ("when", "fields", "known"),
    [
        ("{kind: complaint}", {}, {}),
        ("{kind: [praise, complaint]}", {}, {}),
        ("{kind: question, probability: 0.4}", {}, {}),
        ("{channel: mail}", {}, {}),
        ("{form: [review, comment]}", {"form": "review"}, {}),
        ("{lang: de}", {}, {}),
        ("{lang: en}", {"lang": "en"}, {}),
        ("{reach: {at_least: 100}}", {"author": Author(id="a", followers=100)}, {}),
        ("{reach: {at_most: 99}}", {"metrics": Metrics(views=99)}, {}),
        ("{rating: {at_most: 2}}", {"rating": 1.5}, {}),
        ("{words: 'bremse* AND NOT klingel'}", {}, {}),
        ("{words: 'lang:de quietscht'}", {}, {}),
        ("{thread: start}", {}, {}),
        ("{thread: reply}", {"in_reply_to": "0"}, {}),
        ("{thread: reply}", {"in_reply_to": "0"}, {"replies_to_own": True}),
        ("{thread: reply_to_us}", {"in_reply_to": "0"}, {"replies_to_own": True}),
        ("{answered: true}", {}, {"answered": True}),
        ("{answered: false}", {}, {}),
        ("{own: true}", {"own": True}, {}),
        ("{ad: true}", {"is_ad": True}, {}),
        ("{repost: true}", {"repost_of": "3"}, {}),
        ("{unread_media: true}", {"media": (Media(type="image"),)}, {}),
        ("{visibility: private}", {"visibility": "private"}, {}),
        ("{country: AT}", {"country": "AT"}, {}),
        ("{time: business}", {}, {}),
        ("{time: closed}", {"received_at": SUNDAY}, {}),
        ("{copies: {at_least: 3}}", {}, {"copies": 3}),
        ("{scenario: rueckruf}", {}, {"scenarios": ("rueckruf",)}),
        ("{scenario: any}", {}, {"scenarios": ("rueckruf",)}),
        ("{own_page: true}", {"channel": "facebook", "form": "comment"}, {}),
        ("{addressed: true}", {"form": "mail"}, {}),
        ("{addressed: true}", {"form": "post", "text": "@Radwerk geht das?"}, {}),
        ("{addressed: true}", {"form": "post", "text": "Frage an @radwerk_hilft"}, {}),
        ("{addressed: true}", {"form": "post"}, {"replies_to_own": True}),
        ("{addressed: false}", {"form": "post", "text": "Das Radwerk @anna"}, {}),
        ("{any: [{form: mail}, {kind: complaint}]}", {}, {}),
        ("{all: [{channel: mail}, {kind: complaint}]}", {}, {}),
        ("{not: {kind: praise}}", {}, {}),
        ("{}", {}, {}),
    ],
)
def test_a_condition_that_holds(when, fields, known):
    assert rule_for(when, post(**fields), **known) == "ours"


@pytest.mark.parametrize(
    ("when", "key"),
    [
        ("{kind: praise}", "triage.kind.other"),
        ("{kind: question}", "triage.kind.other"),
        ("{kind: question, probability: 0.5}", "triage.kind.other"),
        ("{channel: facebook}", "triage.channel.other"),
        ("{form: review}", "triage.form.other"),
        ("{lang: en}", "triage.lang.other"),
        ("{sentiment: negative}", "triage.sentiment.unknown"),
        ("{country: AT}", "triage.country.unknown"),
        ("{reach: {at_least: 100}}", "triage.reach.below"),
        ("{copies: {at_least: 1}}", "triage.copies.below"),
        ("{rating: {at_most: 2}}", "triage.rating.unknown"),
        ("{words: klingel}", "triage.words.other"),
        ("{thread: reply}", "triage.thread.start"),
        ("{answered: true}", "triage.answered.no"),
        ("{own: true}", "triage.own.no"),
        ("{ad: true}", "triage.ad.no"),
        ("{repost: true}", "triage.repost.no"),
        ("{unread_media: true}", "triage.unread_media.no"),
        ("{visibility: private}", "triage.visibility.other"),
        ("{time: closed}", "triage.time.business"),
        ("{scenario: any}", "triage.scenario.unknown"),
        ("{own_page: true}", "triage.own_page.no"),
        ("{any: [{kind: praise}, {channel: facebook}]}", "triage.none_of"),
        ("{all: [{channel: mail}, {kind: praise}]}", "triage.kind.other"),
        ("{not: {kind: complaint}}", "triage.kind.is"),
        ("{channel: mail, kind: praise}", "triage.kind.other"),
    ],
)
def test_a_condition_that_does_not_hold_names_the_fact_that_decided(when, key):
    triage = build(plan(f"triage:\n  rules:\n    - {{id: ours, when: {when}, verdict: watch}}\n"))
    verdict = triage.recommend(post(), COMPLAINT)
    (ours,) = [tried for tried in verdict.reasons if tried.rule == "ours"]
    assert (ours.fired, ours.why.key) == (False, key)
    for lang in packs.LANGUAGES:
        said = sentence(ours.why, packs.texts(lang))
        assert "{" not in said
        assert "triage." not in said


def test_topics_count():
    assert rule_for("{topic: bremsen}", topics=["bremsen"], more=TOPICS) == "ours"
    assert rule_for("{topic: bremsen}", topics=[], more=TOPICS) == "bad_experience"


def test_the_found_words_are_told_as_written():
    triage = build(plan("triage: {rules: [{id: ours, when: {words: 'bremse* quietscht'}, verdict: watch}]}"))
    (because,) = triage.recommend(post(), COMPLAINT).reasons[0].why.args["because"]
    assert because == {"key": "triage.words.is", "args": {"words": ["Bremse", "quietscht"]}}


def test_own_rules_come_before_the_shipped_ones_which_can_be_switched_off_or_replaced():
    text = """
        triage:
          off: [danger]
          rules:
            - {id: first, when: {words: quietscht}, verdict: answer, reason: {de: Es eilt., en: Urgent}}
            - {id: rest, verdict: watch}
    """
    triage = build(plan(text))
    assert triage.rules[0].id == "first"
    assert "danger" not in [rule.id for rule in triage.rules]
    assert triage.rules[-1].verdict == "watch"
    fired = triage.recommend(post(), COMPLAINT).reasons[0]
    assert sentence(fired.why, packs.texts("de")) == "Es eilt. Grund: Wörter: quietscht."


def test_without_any_rule_a_post_is_watched():
    verdict = build(plan("triage: {defaults: false}")).recommend(post(), COMPLAINT)
    assert (verdict.rule, verdict.verdict) == (NO_RULE, "watch")


def test_author_history_needs_purpose_and_basis():
    rules = "{id: ours, when: {author_history: {at_least: 2}}, verdict: watch}"
    allowed = build(
        plan(f"triage:\n  author_history: {{purpose: Schutz, basis: Art. 6}}\n  rules: [{rules}]")
    )
    assert allowed.recommend(post(), COMPLAINT, (), Context(author_incidents=2)).rule == "ours"
    assert allowed.recommend(post(), COMPLAINT, (), Context(author_incidents=1)).rule != "ours"
    assert allowed.recommend(post(), COMPLAINT).rule != "ours"
    assert ("triage.check.history", 2) in problems(f"triage:\n  rules: [{rules}]")


def test_no_rule_of_a_company_can_hide_criticism():
    rude = Reading(kinds=(Kind("abuse", 0.9), Kind("complaint", 0.3)))
    plain = Reading(kinds=(Kind("abuse", 0.9),))
    triage = build(plan("triage: {rules: [{id: ours, when: {kind: abuse}, verdict: hide}]}"))
    comment = post(form="comment", channel="facebook")
    assert triage.recommend(comment, plain).verdict == "hide"
    assert triage.recommend(comment, plain).also == ("preserve",)
    refused = triage.recommend(comment, rude)
    assert refused.verdict != "hide"
    assert [t.why.key for t in refused.reasons if t.rule == "ours"] == ["triage.hide.criticism"]
    assert triage.recommend(post(channel="elsewhere"), plain).verdict == "ignore"


OWNERS = """
kinds: [{id: complaint, priority: 2, owner: cem}, {id: praise}, {id: question}]
responsibilities:
  - {kinds: [complaint], channels: [facebook], owner: anna}
"""


@pytest.mark.parametrize(
    ("text", "channel", "when", "expected"),
    [
        ("", "mail", TUESDAY, ("team-service", None, "triage.owner.channel")),
        ("", "elsewhere", TUESDAY, (None, None, "triage.owner.nobody")),
        (OWNERS, "mail", TUESDAY, ("cem", None, "triage.owner.kind")),
        (OWNERS, "facebook", TUESDAY, ("anna", "ben", "triage.owner.responsibility")),
        (OWNERS, "facebook", datetime(2026, 3, 3, tzinfo=UTC), ("ben", None, "triage.owner.absent")),
    ],
)
def test_who_takes_it(text, channel, when, expected):
    verdict = build(plan(text)).recommend(post(channel=channel, received_at=when), COMPLAINT)
    (why,) = [tried.why.key for tried in verdict.reasons if tried.rule == "owner"]
    assert (verdict.owner, verdict.deputy, why) == expected


def test_deputies_in_a_ring_who_are_all_away_are_told():
    text = """
        people:
          - {id: dora, name: Dora, deputy: emil, absences: [{start: 2026-03-09, end: 2026-03-13}]}
          - {id: emil, name: Emil, deputy: dora, absences: [{start: 2026-03-10, end: 2026-03-10}]}
        responsibilities: [{owner: dora}]
    """
    triage = build(plan(text))
    verdict = triage.recommend(post(), COMPLAINT)
    assert verdict.owner == "dora"
    assert "triage.owner.all_absent" in [tried.why.key for tried in verdict.reasons]
    tomorrow = triage.recommend(post(), COMPLAINT, now=datetime(2026, 3, 11, 9, tzinfo=UTC))
    assert tomorrow.owner == "emil"


def test_a_rule_names_owner_priority_and_deadline():
    text = """
        triage:
          rules:
            - id: ours
              verdict: answer
              priority: 2
              owner: cem
              deputy: ben
              deadline: {acknowledge: 10 min, reply: 3 h, clock: business}
    """
    verdict = build(plan(text)).recommend(post(received_at=datetime(2026, 3, 6, 15, tzinfo=UTC)), COMPLAINT)
    assert (verdict.priority, verdict.owner, verdict.deputy) == (2, "cem", "ben")
    assert verdict.acknowledge_by == datetime(2026, 3, 6, 15, 10, tzinfo=UTC)
    assert verdict.deadline == datetime(2026, 3, 9, 10, tzinfo=UTC)


def test_deadlines_of_the_plan_replace_the_standard_ones():
    verdict = build(plan("deadlines: {3: {reply: 2 h}}")).recommend(post(), COMPLAINT)
    assert verdict.deadline == datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("triage: {off: [dangr]}", "triage.check.off_unknown"),
        ("triage: {rules: [{id: owner, verdict: watch}]}", "triage.check.id_reserved"),
        ("triage: {rules: [{id: a, verdict: watch}, {id: a, verdict: watch}]}", "triage.check.id_twice"),
        ("triage: {rules: [{id: a, verdict: hide}]}", "triage.check.hide"),
        ("triage: {rules: [{id: a, verdict: watch, also: [hide]}]}", "triage.check.hide"),
        ("triage: {rules: [{id: a, when: {kind: complant}, verdict: watch}]}", "plan.unknown_id"),
        ("triage: {rules: [{id: a, when: {not: {channel: faceboock}}, verdict: watch}]}", "plan.unknown_id"),
        ("triage: {rules: [{id: a, owner: nobody, verdict: watch}]}", "plan.unknown_id"),
        ("triage: {rules: [{id: a, when: {words: '(bahn'}, verdict: watch}]}", "triage.check.words"),
        ("triage: {rules: [{id: a, when: {any: [{words: 'a OR'}]}, verdict: watch}]}", "triage.check.words"),
        ("triage: {rules: [{id: a, when: {reach: {}}, verdict: watch}]}", "triage.check.range_empty"),
        ("triage: {rules: [{id: a, when: {reach: {at_least: 2, at_most: 1}}, verdict: watch}]}",
         "triage.check.range_never"),
        ("triage: {rules: [{id: a, when: {probability: 0.5}, verdict: watch}]}", "triage.check.probability"),
        ("triage: {rules: [{id: a, when: {fom: mail}, verdict: watch}]}", "plan.unknown_key"),
        ("triage: {rules: [{id: a, verdict: shout}]}", "plan.not_allowed"),
        ("hours: {week: {mon: 9-17}}", "triage.check.window"),
        ("hours: {week: {funday: '09:00-17:00'}}", "triage.check.weekday"),
        ("deadlines: {1: {reply: soon}}", "triage.check.span"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_plan_is_told_in_both_languages(text, problem):
    found = problems(text)
    assert (problem, 1) in found
    for lang in packs.LANGUAGES:
        assert problem in packs.texts(lang)
