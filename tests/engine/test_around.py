"""What stands around a post: our replies, whose page it is, copies; and what brings a quiet post back."""

from datetime import timedelta

import msgspec
import pytest

from sturmwarte.engine import pipeline
from sturmwarte.station.ledger.models import Change
from sturmwarte.station.respond.models import Case, CasePost
from tests.engine.way import FIRE, NOW, batch, kept, line, run

pytestmark = pytest.mark.django_db(transaction=True)

CALM = "Zeisig Flott im Laden gesehen, stand neben der Kaffeemühle im Regal"


def by(account, **fields):
    return {"author": {"id": account}, **fields}


def prepared(context, *lines, now=NOW):
    items = pipeline.prepare(batch(*lines, now=now), context).items
    return {item.post.id: item.around for item in items}


def ours(id, parent, minutes=0, **fields):
    at = (NOW - timedelta(minutes=minutes)).isoformat()
    return line(
        id, "Das tut uns leid.", own=True, in_reply_to=parent, created_at=at, **by("zeisig", **fields)
    )


@pytest.mark.parametrize("together", [True, False], ids=["one batch", "later"])
def test_a_reply_of_ours_answers_the_post_and_its_author_but_nobody_else(context, together):
    before = [
        line("root", "Unser neuer Wasserkocher", own=True, **by("zeisig")),
        line("a1", FIRE, in_reply_to="root", root="root", **by("a")),
        line("a2", FIRE, in_reply_to="root", root="root", **by("a")),
        line("b1", FIRE, in_reply_to="root", root="root", **by("b")),
        ours("r", "a1", root="root"),
    ]
    if together:
        around = prepared(context, *before)
    else:
        run(context, *before)
        around = prepared(context, *before[1:4])
    assert {id: around[id].answered for id in ("a1", "a2", "b1")} == {"a1": True, "a2": True, "b1": False}
    assert {around[id].replies_to_own for id in ("a1", "a2", "b1")} == {True}
    assert {around[id].own_page for id in ("a1", "a2", "b1")} == {True}


def test_an_old_reply_does_not_answer_a_later_question(context):
    run(context, line("1", FIRE, **by("a")), ours("r", "1"))
    question = line("2", FIRE, in_reply_to="r", root="1", **by("a"))
    around = prepared(context, question, now=NOW + timedelta(hours=1))
    assert (around["2"].answered, around["2"].replies_to_own) == (False, True)


def test_below_a_strangers_post_it_is_not_our_page(context):
    run(context, line("1", FIRE, **by("a")))
    around = prepared(context, line("2", FIRE, in_reply_to="1", **by("b")))
    assert (around["2"].own_page, around["2"].replies_to_own, around["2"].answered) == (None, False, False)


def test_copies_are_counted_by_account_within_three_days(context):
    run(context, line("1", FIRE, **by("a")), line("1b", FIRE, **by("a")))
    louder = FIRE.upper() + "!!!"
    around = prepared(context, line("2", louder, **by("b")), line("3", FIRE, **by("c")))
    assert (around["2"].copies, around["3"].copies) == (2, 2)
    late = prepared(context, line("4", FIRE, **by("d")), now=NOW + timedelta(hours=73))
    assert late["4"].copies == 0
    assert prepared(context, line("5", "RT @a: " + FIRE, **by("e")))["5"].copies == 0


def test_a_replay_does_not_count_what_really_happened(context):
    run(context, line("1", FIRE, **by("a")))
    (item,) = pipeline.prepare(batch(line("2", FIRE, **by("b")), run="replay:x"), context).items
    assert item.around.copies == 0


def test_our_reply_joins_the_open_case_and_tells_the_pages(context):
    run(context, line("1", FIRE, **by("a")))
    case = Case.objects.get()
    Change.objects.all().delete()
    run(context, ours("r", "1"))
    assert set(CasePost.objects.filter(case=case).values_list("post", flat=True)) == {"1", "r"}
    assert Change.objects.filter(kind="case", ref=str(case.pk)).exists()
    case.refresh_from_db()
    assert case.state == Case.State.OPEN, "whether it is done, a person says"


def quiet(context, id="1", **fields):
    an_hour_ago = (NOW - timedelta(hours=1)).isoformat()
    run(context, line(id, CALM, **by("a", created_at=an_hour_ago, **fields)))
    verdict = kept(id).verdict
    assert not verdict.needs_work
    return verdict


def test_copies_bring_the_first_one_back_once(context):
    limit = quiet(context).tripwire.copies
    for n in range(1, limit):
        assert run(context, line(f"c{n}", CALM, **by(f"c{n}"))).opened == ()
    assert run(context, line("again", CALM, **by("c1"))).opened == (), "the same account is no further copy"
    done = run(context, line("last", CALM, **by("last")), line("one more", CALM, **by("one more")))
    assert len(done.opened) == 1
    assert Case.objects.get().post == "1"
    (why, *_) = kept("1").verdict.reasons
    assert (why.rule, why.why.key) == ("tripwire", "triage.tripwire.copies")
    assert why.why.args == {"limit": limit, "was": limit - 1, "is": limit + 1}
    assert run(context, line("later", CALM, **by("later"))).opened == ()
    assert kept("last").verdict.verdict in {"watch", "ignore"}


def test_copies_in_one_batch_count_too(context):
    lines = [line(str(n), CALM, **by(str(n))) for n in range(9)]
    assert len(run(context, *lines).opened) == 1


ARTICLE = {"form": "article", "channel": "presse", "network": "presse", "title": "Zeisig in der Kritik"}


@pytest.mark.parametrize(
    ("before", "article"),
    [
        ({}, {"in_reply_to": "1", "network": "mastodon"}),
        ({}, {"in_reply_to": "x", "root": "1", "network": "mastodon"}),
        (
            {"url": "https://kraut.example/@a/1"},
            {"text": "Zeisig Flott: https://kraut.example/@a/1?utm_x=1."},
        ),
        ({"text": CALM + " www.blatt.example/zeisig"}, {"url": "https://blatt.example/zeisig/"}),
    ],
    ids=["reply", "conversation", "address", "same link"],
)
def test_the_press_brings_a_post_back(context, before, article):
    run(context, line("1", **{"text": CALM, **by("a"), **before}))
    assert not kept("1").verdict.needs_work
    text = {"text": "Was Kunden über den Zeisig Flott sagen", **article}
    done = run(context, msgspec.json.encode({"id": "p", **ARTICLE, **text}))
    assert done.items[0].topics
    assert [entry.post.id for entry in done.recalled] == ["1"]
    assert Case.objects.filter(post="1").exists()
    why = kept("1").verdict.reasons[0].why
    assert (why.key, why.args) == ("triage.tripwire.press", {"is": "Zeisig in der Kritik"})


def test_an_article_about_something_else_brings_nothing_back(context):
    quiet(context, url="https://kraut.example/@a/1")
    other = {"text": "Der Zeisig Flott: https://kraut.example/@a/12", "url": "https://blatt.example/1"}
    assert run(context, msgspec.json.encode({"id": "p", **ARTICLE, **other})).recalled == ()


def test_an_imported_article_brings_nothing_back(context):
    quiet(context)
    article = {**ARTICLE, "network": "mastodon", "in_reply_to": "1", "text": "Der Zeisig Flott"}
    assert run(context, msgspec.json.encode({"id": "p", **article}), run="import").recalled == ()
    assert not kept("1").verdict.needs_work


def test_what_counts_brought_back_says_so_in_the_archive(context):
    limit = quiet(context).tripwire.reach
    run(context, line("1", CALM, **by("a", metrics={"views": limit + 1})))
    assert kept("1").verdict.needs_work
    assert kept("1").verdict.reasons[0].why.key == "triage.tripwire.reach"


def test_what_is_brought_back_is_somebodys_work_until_a_time(context):
    """An ignored post has neither owner nor deadline; brought back it has both, counted from now."""
    before = quiet(context)
    run(context, line("1", CALM, **by("a", metrics={"views": before.tripwire.reach + 1})))
    after = kept("1").verdict
    assert before.deadline is None
    assert after.deadline is not None
    assert after.priority <= 3
    assert {tried.rule for tried in after.reasons} >= {"tripwire", "priority", "owner", "deadline"}
    assert Case.objects.get(post="1").deadline == after.deadline


def test_around_asks_the_archive_a_fixed_number_of_questions(context, django_assert_max_num_queries):
    lines = [line(str(n), f"{FIRE} {n} {n * 7}", in_reply_to=f"p{n}", **by(str(n))) for n in range(200)]
    run(context, *lines)
    with django_assert_max_num_queries(12):
        pipeline.prepare(batch(*lines), context)
