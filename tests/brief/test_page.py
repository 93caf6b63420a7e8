"""The briefing's page: what it tells whom, when it counts as read, what it costs."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sturmwarte.station.archive.models import Counter, Coverage
from sturmwarte.station.brief.models import Bookmark, Mailing
from sturmwarte.station.foresee.models import Wave
from sturmwarte.station.ledger.models import AuditEntry, Job
from sturmwarte.station.people.models import Grant, User
from sturmwarte.station.plan.models import EmergencyProposal
from sturmwarte.station.respond.models import Case

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def text(answer, status=200):
    assert answer.status_code == status
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(main)).split())


def upto(answer):
    return re.search(r'name="upto" value="([^"]+)"', answer.content.decode())[1]


def test_it_tells_of_everything_in_sentences(reads, late):
    told = text(reads("owner").get("/brief/"))
    assert "Sie werden gebraucht: " in told
    assert ": seit 3 Std. überfällig, bei Ihnen" in told
    assert ": zugesagt bis " in told
    assert "neue Vorgänge für Sie oder Ihre Teams" in told
    assert "Neue Welle zu „Heiße Sockel am Flott“ seit" in told
    assert "YouTube: gestört seit" in told
    assert "die größte Reichweite: etwa" in told
    assert "Hinweis auf Gefahr für Menschen" in told
    assert told.index("Überfällig") < told.index("zugesagt bis") < told.index("Gewachsen")


def test_every_sentence_leads_somewhere(reads, late):
    client = reads("owner")
    page = client.get("/brief/").content.decode()
    found = set(re.findall(r'class="brief-line[^"]*" href="([^"]+)"', page))
    assert len(found) > 12
    for address in found:
        assert client.get(unescape(address)).status_code == 200, address


def test_it_begins_where_the_reader_stopped(reads, day):
    client = reads("lead")
    first = client.get("/brief/")
    assert "Ihr erster Blick: die letzten 24 Stunden." in text(first)
    assert client.post("/brief/read/", {"upto": upto(first)}).status_code == 302
    second = text(client.get("/brief/"))
    assert "neue Vorgänge" not in second
    assert "Gelesen bis" in second
    assert "neue Vorgänge" in text(client.get("/brief/?view=week"))
    client.post("/brief/unread/")
    assert "neue Vorgänge" in text(client.get("/brief/"))


def test_looking_alone_moves_nothing(reads, day):
    client = reads("lead")
    for _ in range(3):
        client.get("/brief/")
        client.get("/brief/fresh/")
    assert not Bookmark.objects.exists()


def test_what_came_after_the_page_was_made_stays_new(reads, day):
    """The page is read, not the moment at which somebody says so; and nobody reads the future."""
    client, owner = reads("lead"), day.people["lead"]
    made = day.now - HOUR
    client.post("/brief/read/", {"upto": made.isoformat()})
    assert Bookmark.objects.get(user=owner).at == made
    client.post("/brief/read/", {"upto": (made - DAY).isoformat()})
    assert Bookmark.objects.get(user=owner).at == made, "never backwards"
    client.post("/brief/read/", {"upto": (made + 300 * DAY).isoformat()})
    assert Bookmark.objects.get(user=owner).at < made + DAY
    assert not AuditEntry.objects.filter(actor=f"user:{owner.pk}").exists(), "nobody's business"


@pytest.mark.parametrize("nonsense", ["", "gestern", "0000-00-00", "9999-12-31T23:59:59+14:00", "1" * 5000])
def test_a_moment_that_is_none_is_now(reads, day, nonsense):
    assert reads("lead").post("/brief/read/", {"upto": nonsense}).status_code == 302
    assert reads("lead").get("/brief/fresh/", {"upto": nonsense}).status_code == 200


def test_what_came_meanwhile_is_offered_and_not_pushed_in(reads, day):
    client = reads("lead")
    old = (day.now - DAY).isoformat()
    assert "neue Vorgänge" in client.get("/brief/fresh/", {"upto": old}).content.decode()
    assert client.get("/brief/fresh/", {"upto": (day.now + HOUR).isoformat()}).content.decode().strip() == ""


def test_calm_says_what_it_rests_on(reads, day):
    """Nothing to do is said so, with what was watched; a source that is not heard is never calm."""
    Wave.objects.all().delete()
    Case.objects.all().delete()
    Counter.objects.all().delete()
    client = reads("lead")
    client.post("/brief/read/", {"upto": day.now.isoformat()})
    loud = text(client.get("/brief/"))
    assert "YouTube: gestört" in loud
    assert "Keine Welle, nichts überfällig" not in loud
    Coverage.objects.update(state="hearing")
    calm = text(client.get("/brief/"))
    assert "Nichts braucht Sie gerade." in calm
    assert "Keine Welle, nichts überfällig" in calm
    assert "Quellen gehört" in calm
    assert "4 Themen" in calm


def test_an_approval_waits_for_who_may_give_it(reads, day):
    EmergencyProposal.objects.create(
        change={"type": "freeze"},
        reason="Es brennt", by="svea", user=day.people["duty"].pk, at=day.now, expires_at=day.now + HOUR,
    )  # fmt: skip
    told = text(reads("owner").get("/brief/"))
    assert "Svea Lorenz bittet Sie" in told
    assert "1 Freigabe" in told
    assert "bittet Sie" not in text(reads("duty").get("/brief/")), "nobody agrees with themself"
    assert "bittet Sie" not in text(reads("reader").get("/brief/"))


def test_private_messages_are_for_those_they_are_assigned_to(reads, day):
    case = Case.objects.filter(private=True).exclude(state="closed").first()
    assert case is not None
    Case.objects.filter(pk=case.pk).update(
        owner="", deputy="", taken_by=None, deadline=day.now - 99 * HOUR, opened_at=day.now - HOUR
    )
    assert f"/desk/{case.pk}/" not in reads("lead").get("/brief/").content.decode()
    Case.objects.filter(pk=case.pk).update(taken_by=day.people["lead"], state="taken")
    assert f"/desk/{case.pk}/" in reads("lead").get("/brief/").content.decode()


def test_who_is_limited_to_a_channel_reads_of_no_other(reads, day):
    """`member` may see mastodon alone."""
    page = reads("member").get("/brief/?view=week").content.decode()
    for id in set(re.findall(r'href="/desk/(\d+)/"', page)):
        assert Case.objects.get(pk=id).channel == "mastodon"
    assert "network=youtube" not in page
    assert "network=forum" not in page


@pytest.mark.parametrize("role", ["data_protection", "works_council"])
def test_who_sees_no_cases_has_no_briefing(reads, role):
    assert reads(role).get("/brief/").status_code == 403
    assert reads(role).post("/brief/mail/", {}).status_code == 403


def test_times_are_set_shown_and_taken_back(reads, day):
    client, lead = reads("lead"), day.people["lead"]
    given = {"on_0": "1", "at_0": "07:15", "on_1": "1", "at_1": "07:15", "at_2": "09:00", "calm": "1"}
    assert client.post("/brief/mail/", given).status_code == 302
    assert Mailing.objects.get(user=lead).times == ["07:15", "07:15", "", "", "", "", ""]
    assert Job.objects.filter(kind="brief-mail", state="queued").count() == 1
    shown = client.get("/brief/").content.decode()
    assert "Mo–Di 07:15" in shown
    undo = dict(re.findall(r'name="(times|calm)" value="([^"]*)"', shown.partition('class="mail-form"')[0]))
    client.post("/brief/mail/", undo)
    assert Mailing.objects.get(user=lead).times == [""] * 7
    assert not Job.objects.filter(kind="brief-mail", state="queued").exists()


def test_a_wrong_time_comes_back_as_it_was_typed(reads, day):
    answer = reads("lead").post("/brief/mail/", {"on_0": "1", "at_0": "7 Uhr", "on_3": "1", "at_3": "08:00"})
    told = text(answer, 400)
    assert "„7 Uhr“ ist keine Uhrzeit" in told
    assert 'value="7 Uhr"' in answer.content.decode()
    assert 'value="08:00"' in answer.content.decode()


def test_strangers_words_cannot_act(reads, day):
    """What posts say is escaped wherever a briefing quotes it."""
    page = reads("owner").get("/brief/?view=week").content.decode()
    assert "<script>document" not in page
    assert "\u202e" not in page


def test_it_costs_so_many_queries(reads, late):
    client = reads("owner")
    client.get("/brief/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get("/brief/")
    assert len(asked) <= 92


def test_a_login_of_nobody_in_the_plan_has_a_briefing_too(day):
    user = User.objects.create_user("neu@example.com")
    Grant.objects.create(user=user, role="reader")
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "bei anderen" in text(client.get("/brief/"))
