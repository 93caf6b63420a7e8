"""The briefing by mail: who gets it and when, what is in it, and that nobody gets it twice."""

import socket
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import transaction

from sturmwarte.engine.clock import SteppedClock
from sturmwarte.engine.jobs.kinds import runner
from sturmwarte.engine.measures import Measures
from sturmwarte.engine.sending import deliver_due
from sturmwarte.station.brief.actions.looked import looked
from sturmwarte.station.brief.actions.mailing import MAIL, set_mailing
from sturmwarte.station.brief.due import OFF
from sturmwarte.station.brief.errors import NoTime
from sturmwarte.station.brief.letter import written
from sturmwarte.station.brief.models import Mailing
from sturmwarte.station.ledger.models import Job, Outgoing
from sturmwarte.station.people.models import Grant, User
from sturmwarte.station.respond.models import Case

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WEEKDAYS = ("07:30",) * 5 + ("", "")


class Box:
    """A real SMTP server's box; answers with `says` when it is set."""

    def __init__(self):
        self.mails, self.says = [], None

    async def handle_DATA(self, _server, _session, envelope):
        if self.says is None:
            self.mails.append(message_from_bytes(envelope.content, policy=default))
        return self.says or "250 taken"


@pytest.fixture(scope="module")
def running():
    box = Box()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, "127.0.0.1", port, ready_timeout=10)
    server.start()
    yield box, port
    server.stop()


@pytest.fixture
def box(running, monkeypatch):
    running[0].mails, running[0].says = [], None
    monkeypatch.setattr(settings, "SMTP", f"smtp://127.0.0.1:{running[1]}")
    monkeypatch.setattr(settings, "MAIL_FROM", "Sturmwarte <storm@example.com>")
    monkeypatch.setattr(settings, "PUBLIC_URL", "https://storm.example.com")
    return running[0]


@pytest.fixture
def anna():
    user = User.objects.create_user("anna@example.com", name="Anna Beispiel", language="de")
    Grant.objects.create(user=user, role="lead")
    return user


jobs_at_work = None


def work(now):
    """What the engine and the listening process do at `now`: jobs that are due, then the outbox."""
    global jobs_at_work  # noqa: PLW0603 - its counters may be registered once
    jobs_at_work = jobs_at_work or runner(Measures())
    jobs_at_work.run_due(SteppedClock(now))
    while deliver_due(now, None, ["brief"]):
        pass


@transaction.atomic
def crashing(now):
    work(now)
    raise KeyboardInterrupt


def test_it_comes_at_the_time_and_once(box, anna):
    set_mailing(anna, WEEKDAYS, True, BERLIN, MONDAY - DAY)
    work(MONDAY - MINUTE)
    assert box.mails == []
    for late in (0, 1, 30, 600):
        work(MONDAY + late * MINUTE)
    assert len(box.mails) == 1
    assert Job.objects.get(kind=MAIL).due == MONDAY + DAY
    work(MONDAY + DAY)
    assert len(box.mails) == 2
    assert [part.get_content_type() for part in box.mails[0].iter_parts()] == ["text/plain", "text/html"]
    assert box.mails[0]["Content-Language"] == "de"
    assert len({mail["Message-ID"] for mail in box.mails}) == 2


def test_it_is_off_until_somebody_sets_it(box, anna):
    assert not Mailing.objects.filter(user=anna).exists()
    set_mailing(anna, WEEKDAYS, True, BERLIN, MONDAY - DAY)
    set_mailing(anna, OFF, True, BERLIN, MONDAY - HOUR)
    work(MONDAY + MINUTE)
    assert box.mails == []
    assert not Job.objects.filter(kind=MAIL, state="queued").exists()


def test_another_time_on_the_same_day_brings_no_second_mail(box, anna):
    set_mailing(anna, WEEKDAYS, True, BERLIN, MONDAY - DAY)
    work(MONDAY)
    set_mailing(anna, ("09:00",) * 7, True, BERLIN, MONDAY + MINUTE)
    work(MONDAY + 2 * HOUR)
    assert len(box.mails) == 1
    assert Outgoing.objects.count() == 1


def test_after_a_long_stop_the_next_morning_comes_and_not_yesterday(box, anna):
    set_mailing(anna, WEEKDAYS, True, BERLIN, MONDAY - DAY)
    work(MONDAY + 9 * HOUR)
    assert box.mails == []
    work(MONDAY + DAY)
    assert len(box.mails) == 1


@pytest.mark.parametrize("lost", ["switched off", "no rights", "no more mail"])
def test_who_lost_their_rights_gets_nothing(box, anna, lost):
    """Also when it happens while the mail waits in the outbox."""

    def lose():
        if lost == "switched off":
            User.objects.filter(pk=anna.pk).update(is_active=False)
        elif lost == "no rights":
            Grant.objects.filter(user=anna).delete()
        else:
            set_mailing(anna, OFF, True, BERLIN, MONDAY + MINUTE)

    set_mailing(anna, WEEKDAYS, True, BERLIN, MONDAY - DAY)
    box.says = "451 not now"
    work(MONDAY)
    assert Outgoing.objects.get().state == "waiting"
    lose()
    box.says = None
    work(MONDAY + 10 * MINUTE)
    assert box.mails == []
    assert Outgoing.objects.get().state == "stopped"
    work(MONDAY + DAY)
    assert Outgoing.objects.count() == 1


def test_only_when_something_needs_them_if_they_wish_so(box, anna):
    set_mailing(anna, WEEKDAYS, False, BERLIN, MONDAY - DAY)
    work(MONDAY)
    assert box.mails == []
    Case.objects.create(
        thread="m:1", network="m", post="1", channel="m", verdict="answer", kind="complaint",
        opened_at=MONDAY, deadline=MONDAY + HOUR, taken_by=anna, state="taken",
    )  # fmt: skip
    work(MONDAY + DAY)
    assert [mail["Subject"] for mail in box.mails] == [
        "Frühblick, Dienstag, 24. November: 1 überfälliger Vorgang, 1 neuer Vorgang"
    ]


def test_what_was_read_or_mailed_is_not_told_again(box, anna):
    set_mailing(anna, WEEKDAYS, True, BERLIN, MONDAY - DAY)
    work(MONDAY)
    work(MONDAY + DAY)
    assert Outgoing.objects.order_by("pk").last().payload["since"] == MONDAY.isoformat()
    looked(anna, MONDAY + DAY + HOUR, MONDAY + DAY + HOUR)
    work(MONDAY + 2 * DAY)
    assert Outgoing.objects.order_by("pk").last().payload["since"] == (MONDAY + DAY + HOUR).isoformat()


def test_a_crash_between_any_two_steps_doubles_nothing(box, anna):
    set_mailing(anna, WEEKDAYS, True, BERLIN, MONDAY - DAY)
    for _ in range(3):  # the job's work is undone with its end: nothing was put anywhere
        with pytest.raises(KeyboardInterrupt):
            crashing(MONDAY)
        assert not Outgoing.objects.exists()
    keys = {mail["Message-ID"] for mail in box.mails}
    # The server had taken it three times when the note of it was lost: mail programs show one.
    assert len(box.mails) == 3
    assert len(keys) == 1
    work(MONDAY + 10 * MINUTE)
    work(MONDAY + 20 * MINUTE)
    assert {mail["Message-ID"] for mail in box.mails} == keys
    assert len(box.mails) == 4
    assert Outgoing.objects.get().state == "sent"


def test_a_time_that_is_none_is_refused_and_nothing_changes(anna):
    set_mailing(anna, WEEKDAYS, True, BERLIN, MONDAY)
    with pytest.raises(NoTime, match="25:00"):
        set_mailing(anna, ("25:00", *WEEKDAYS[1:]), True, BERLIN, MONDAY)
    assert tuple(Mailing.objects.get(user=anna).times) == WEEKDAYS


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_mail_says_what_the_page_says_and_fetches_nothing(box, day, late, language):
    owner = day.people["owner"]
    User.objects.filter(pk=owner.pk).update(language=language)
    owner.refresh_from_db()
    set_mailing(owner, WEEKDAYS, True, BERLIN, day.now)
    found = written(owner, day.now - DAY, day.now)
    words = ("überfälliger Vorgang", "Zugesagt") if language == "de" else ("overdue case", "PROMISED")
    assert words[0][:6] in found.subject
    assert words[1].upper() in found.text.upper()
    assert "https://storm.example.com/desk/" in found.text
    assert 'href="https://storm.example.com/desk/' in found.html
    for fetched in ("<img", "<link", "src=", "url(", "@import", "<script"):
        assert fetched not in found.html
    assert "{" not in found.text
    assert "Sie" in found.text or language == "en"


def test_private_words_and_strangers_links_stay_on_the_station(box, day, late):
    owner = day.people["owner"]
    User.objects.filter(pk=owner.pk).update(language="de")
    owner.refresh_from_db()
    case = Case.objects.filter(private=True).exclude(state="closed").first()
    Case.objects.filter(pk=case.pk).update(
        taken_by=owner, state="taken", deadline=day.now - HOUR, private=True
    )
    set_mailing(owner, WEEKDAYS, True, BERLIN, day.now)
    mail = written(owner, day.now - DAY, day.now).text
    assert f"/desk/{case.pk}/" in mail
    assert "Eine private Nachricht" in mail
    mail = mail.replace("https://storm.example.com/", "")
    assert "://" not in mail
    assert "www." not in mail


def test_nobody_reads_more_by_mail_than_on_the_page(box, day):
    """A reader of one topic gets no case and no count of another."""
    user = User.objects.create_user("eng@example.com", name="Eng", language="de")
    Grant.objects.create(user=user, role="reader", topic="marke")
    found = written(user, day.now - DAY, day.now)
    assert "Boykott und Vorwürfe: " not in found.text
    assert "Über uns: " in found.text
