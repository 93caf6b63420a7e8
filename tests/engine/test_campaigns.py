"""Campaigns on a post's way: found across batches and restarts, counted once, left by what is deleted."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from sturmwarte.engine import pipeline
from sturmwarte.engine.context import Context
from sturmwarte.engine.jobs import housekeeping
from sturmwarte.station.archive import Archive
from sturmwarte.station.campaigns import memory
from sturmwarte.station.campaigns.models import Campaign, CampaignPost, Journal, Memory
from sturmwarte.station.ledger import runs
from tests.engine.way import NOW, batch, kept, line, run

pytestmark = pytest.mark.django_db(transaction=True)

CALL = "Zeisig verkauft uns Wasserkocher die schmoren, gebt eure Geräte alle am Samstag in Kiel zurück"
ENDINGS = ("bitte teilen", "das reicht jetzt", "weitersagen!!", "macht mit", "#Zeisig")


def copies(first, last, **fields):
    """Near-copies by accounts of their own, a minute apart."""
    return [copy(n, **fields) for n in range(first, last)]


def copy(n, text=None, **fields):
    at = (NOW - timedelta(hours=2) + timedelta(minutes=n)).isoformat()
    text = text or f"{CALL} {ENDINGS[n % len(ENDINGS)]}"
    return line(f"c{n}", text, created_at=at, author={"id": f"account{n}"}, **fields)


def states():
    """What is remembered, as a process that starts now would read it."""
    fresh = memory.Remembered("live")
    with transaction.atomic():
        fresh.settle()
        packed = bytes(Memory.objects.get(run="real").state)
        transaction.set_rollback(True)
    return packed


def test_thirty_near_copies_in_several_batches_are_one_campaign(context):
    run(context, line("other", "Der Zeisig Toaster steht im Regal neben dem Brotkasten und glänzt"))
    for first in range(0, 30, 7):
        run(context, *copies(first, min(first + 7, 30)))
    campaign = Campaign.objects.get()
    assert (campaign.size, campaign.accounts, campaign.texts) == (30, 30, 5)
    assert campaign.first_seen == NOW - timedelta(hours=2)
    assert sum(campaign.per_hour.values()) == 30
    assert campaign.topics
    assert "Wasserkocher" in campaign.name or "schmoren" in campaign.name
    assert CampaignPost.objects.filter(campaign=campaign.campaign).count() == 30
    last = kept("c29").reading
    assert last.campaign == campaign.campaign
    (why,) = last.why["campaign"]
    assert (why.key, why.args["n"]) == ("understand.campaign", 29)
    assert kept("other").reading.campaign == ""


def test_batches_do_not_matter_and_a_restart_changes_nothing(context, brain):
    whole = Context(brain, Archive())
    for first in range(0, 30, 7):  # a new context each time is a new process
        run(Context(brain, Archive()), *copies(first, min(first + 7, 30)))
    in_parts, told = states(), _told()
    _forget_everything()
    run(whole, *copies(0, 30))
    assert (states(), _told()) == (in_parts, told)


def test_a_folded_memory_goes_on_where_it_stood(context, brain, monkeypatch):
    run(context, *copies(0, 30))
    straight, told = states(), _told()
    _forget_everything()
    monkeypatch.setattr(memory, "FOLD_AFTER", 4)
    for first in range(0, 30, 7):
        run(Context(brain, Archive()), *copies(first, min(first + 7, 30)))
    assert Journal.objects.count() < 4
    assert (states(), _told()) == (straight, told)


def test_a_batch_that_is_halved_counts_once(context, monkeypatch):
    stages = pipeline.KEEP

    def store(batch, context):
        if any(item.post.id == "c3" for item in batch.good):
            raise ValueError("poison")
        return stages[0](batch, context)

    monkeypatch.setattr(pipeline, "KEEP", (store, *stages[1:]))
    done = run(context, *copies(0, 8))
    assert [item.post.id for item in done.items if item.failed] == ["c3"]
    assert Campaign.objects.get().size == 7
    monkeypatch.setattr(pipeline, "KEEP", stages)
    run(context, *copies(0, 8))
    assert Campaign.objects.get().size == 8, "and what comes again counts once"
    assert CampaignPost.objects.count() == 8


def test_an_edit_that_says_something_else_leaves_the_campaign(context):
    run(context, *copies(0, 5))
    run(context, copy(4, "Ich habe meinen Zeisig Toaster heute verschenkt, war ein gutes Gerät damals"))
    run(context, copy(5))
    assert kept("c4").reading.campaign == ""
    campaign = Campaign.objects.get()
    assert campaign.size == 5
    assert not CampaignPost.objects.filter(post="c4").exists()


def test_what_is_deleted_leaves_and_its_words_are_forgotten(context, brain):
    odd = f"{CALL} Sonderwort Quittenbaum"
    run(context, *copies(0, 5), copy(5, odd))
    run(context, line("c5", deleted_at=NOW.isoformat()))
    assert Campaign.objects.get().size == 5
    assert not CampaignPost.objects.filter(post="c5").exists()
    assert b"quittenbaum" not in _bytes().lower()
    run(Context(brain, Archive()), copy(6))
    assert Campaign.objects.get().size == 6


@pytest.mark.parametrize("founder", [0, 1])
def test_nothing_of_a_deleted_founder_stays(context, brain, founder):
    """The campaign keeps near its first text and is named by its second: either may go."""
    odd = f"{CALL} Sonderwort Quittenbaum"
    run(context, *(copy(n, odd if n == founder else None) for n in range(5)))
    run(context, line(f"c{founder}", deleted_at=NOW.isoformat()))
    assert b"quittenbaum" not in _bytes().lower()
    run(context, copy(6))
    run(Context(brain, Archive()), copy(7))
    campaign = Campaign.objects.get()
    assert campaign.size == 6
    assert "uittenbaum" not in campaign.name


def test_an_erased_account_leaves_too_when_no_engine_runs(context):
    run(context, *copies(0, 5), copy(5, f"{CALL} Sonderwort Quittenbaum"))
    with transaction.atomic():
        Archive().erase("mastodon", "account5", NOW)
    Archive().finish_erasure()
    assert b"quittenbaum" not in _bytes().lower()
    run(context, copy(6))
    assert Campaign.objects.get().size == 6


def test_a_replay_has_campaigns_of_its_own(context):
    run(context, *copies(0, 5))
    run(context, copy(5), run="replay:x")
    assert Campaign.objects.get().size == 5


def test_the_night_forgets_how_copies_were_found_in_runs_that_are_over(context):
    for name in ("over", "folded", "going"):
        began = runs.begin("replay", name, NOW, story_start=NOW, speed=1)
        run(context, *copies(0, 3), run=began.id)
    run(context, *copies(0, 3))
    memory.Remembered("replay:folded").settle()
    for name in ("over", "folded"):
        runs.end(f"replay:{name}", NOW)
    housekeeping.nightly(None, NOW)
    assert set(Journal.objects.values_list("run", flat=True)) == {"real", "replay:going"}
    assert not Memory.objects.exists()
    assert Campaign.objects.filter(run="replay:over").exists(), "what was found stays to be looked at"
    run(context, copy(3))
    assert Campaign.objects.get(run="real").size == 4


def test_one_account_that_repeats_itself_is_no_campaign(context):
    run(context, *[line(str(n), CALL, author={"id": "one"}) for n in range(4)])
    assert Campaign.objects.get().accounts == 1
    assert kept("3").reading.campaign == ""


@pytest.mark.parametrize("private", [{"visibility": "private"}, {"form": "mail"}, {"form": "direct_message"}])
def test_private_messages_are_left_out(context, private):
    """A mail is one, whether its channel says so or not: its words must not become a campaign's name."""
    run(context, *copies(0, 5, **private))
    assert not Campaign.objects.exists()
    assert not Journal.objects.exists()


def test_triage_counts_edited_copies(context):
    run(context, *copies(0, 4))
    (item,) = pipeline.prepare(batch(copy(4)), context).items
    assert item.around.copies == 4


def test_it_asks_the_database_a_fixed_number_of_questions(context, django_assert_max_num_queries):
    run(context, *copies(0, 3))
    lines = copies(3, 60)
    with django_assert_max_num_queries(20):
        pipeline.prepare(batch(*lines), context)


def _told():
    rows = Campaign.objects.values_list("campaign", "name", "size", "accounts", "texts", "per_hour")
    posts = CampaignPost.objects.order_by("post").values_list("campaign", "post", "at", "alike")
    return list(rows), list(posts)


def _forget_everything():
    for model in (Campaign, CampaignPost, Memory, Journal):
        model.objects.all().delete()
    with transaction.atomic(), connection.cursor() as cursor:
        for table in ("version", "raw", "hearing", "mention", "judgement", "post", "index"):
            cursor.execute(f"DELETE FROM archive_{table}")  # noqa: S608


def _bytes():
    kept = [bytes(row.heard or b"") for row in Journal.objects.all()]
    return b"".join([*kept, *(memory.zlib.decompress(bytes(row.state)) for row in Memory.objects.all())])
