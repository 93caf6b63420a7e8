"""Who is told when a source is disturbed, hears again, falls silent or is about to lose its access."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as station

from sturmwarte.core.plan.people import Absence, Person, Team
from sturmwarte.engine.sending.notices import tell
from sturmwarte.engine.sending.receivers import receivers
from sturmwarte.station.ledger.models import Outgoing
from sturmwarte.station.listen.models import Notice, Source
from sturmwarte.station.people.models import Grant, User
from sturmwarte.station.plan.pages.active import ActivePlan

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
REFUSED = {"key": "trouble.refused", "args": {"host": "m.example", "status": 401}}


@pytest.fixture(autouse=True)
def mail_server(monkeypatch):
    monkeypatch.setattr(station, "SMTP", "smtp://127.0.0.1:25")


@pytest.fixture
def owner():
    user = User.objects.create_user("chefin@example.com", name="Chefin", language="en")
    Grant.objects.create(user=user, role="owner")
    return user


@pytest.fixture
def source(owner):
    return Source.objects.create(
        id="masto", kind="gone-kind", name="Mastodon", channel="m", made_at=NOW, made_by="test",
        state="disturbed", state_since=NOW, why=REFUSED,
    )  # fmt: skip


def become(source, state, at, why=None):
    key = why or {"key": "hearing.fine", "args": {"since": at.isoformat(), "expected": 1}}
    Source.objects.filter(pk=source.pk).update(state=state, state_since=at, why=key)


def told():
    return list(Notice.objects.order_by("pk").values_list("kind", "to"))


def test_nobody_is_woken_by_a_source_that_comes_and_goes(source):
    assert tell(NOW + 2 * MINUTE, BERLIN) == 0
    become(source, "hearing", NOW + 2 * MINUTE)
    assert tell(NOW + 9 * MINUTE, BERLIN) == 0


def test_after_three_minutes_it_is_told_once(source):
    assert tell(NOW + 3 * MINUTE, BERLIN) == 1
    assert tell(NOW + 4 * MINUTE, BERLIN) == 0
    assert tell(NOW + 7 * HOUR, BERLIN) == 0
    one = Outgoing.objects.get()
    assert (one.kind, one.target, one.state) == ("mail", "chefin@example.com", "waiting")
    assert one.payload["subject"] == "Disturbed: “Mastodon” has not been heard since 13:00"
    assert "/sources/masto/" in one.payload["text"]
    assert "{" not in one.payload["text"]


def test_it_is_told_when_it_hears_again_and_once(source):
    tell(NOW + 3 * MINUTE, BERLIN)
    become(source, "hearing", NOW + 20 * MINUTE)
    assert tell(NOW + 21 * MINUTE, BERLIN) == 0
    assert tell(NOW + 23 * MINUTE, BERLIN) == 1
    assert tell(NOW + 24 * MINUTE, BERLIN) == 0
    assert [kind for kind, _ in told()] == ["disturbed", "recovered"]


def test_one_mail_in_six_hours(source):
    tell(NOW + 3 * MINUTE, BERLIN)
    become(source, "hearing", NOW + 10 * MINUTE)
    become(source, "disturbed", NOW + 20 * MINUTE, REFUSED)
    assert tell(NOW + HOUR, BERLIN) == 0
    assert tell(NOW + 6 * HOUR + 3 * MINUTE, BERLIN) == 1


def test_a_striking_silence_is_told_and_a_small_one_is_not(source):
    quiet = {"since": NOW.isoformat(), "expected": 20}
    become(source, "quiet", NOW, {"key": "hearing.quiet", "args": quiet})
    assert tell(NOW + HOUR, BERLIN) == 0
    become(source, "quiet", NOW, {"key": "hearing.silent", "args": quiet})
    assert tell(NOW + HOUR, BERLIN) == 1
    assert tell(NOW + 2 * HOUR, BERLIN) == 0
    assert told() == [("silent", "chefin@example.com")]


def test_access_that_ends_is_told_three_times(source):
    become(source, "hearing", NOW)
    Source.objects.update(expires=NOW + 20 * DAY)
    mails = [tell(NOW + day * DAY, BERLIN) for day in range(22)]
    assert [day for day, count in enumerate(mails) if count] == [6, 17, 19]
    texts = [one.payload["text"] for one in Outgoing.objects.order_by("pk")]
    assert [f"in {days} days" in text for days, text in zip((14, 3, 1), texts, strict=True)] == [True] * 3


def test_without_a_mail_server_nothing_waits(source, monkeypatch):
    monkeypatch.setattr(station, "SMTP", "")
    assert tell(NOW + HOUR, BERLIN) == 0


class Plan:
    def __init__(self, **values):
        self.values = values


TODAY = date(2026, 3, 18)
AWAY = [Absence(start=TODAY, end=TODAY)]


def asked(responsible, people=(), teams=()):
    plan = ActivePlan(plan=Plan(people=list(people), teams=list(teams)))
    return [one.email for one in receivers(responsible, plan, NOW, TODAY)]


def person(id, **given):
    return Person(id=id, name=id, email=f"{id}@example.com", **given)


def test_the_responsible_person_is_told_by_their_login(owner):
    User.objects.create_user("anna.login@example.com", person="anna")
    assert asked("anna", [person("anna")]) == ["anna.login@example.com"]
    assert asked("bernd", [person("bernd")]) == ["bernd@example.com"]


def test_the_deputy_stands_in_and_circles_end(owner):
    anna = person("anna", deputy="bernd", absences=AWAY)
    assert asked("anna", [anna, person("bernd")]) == ["bernd@example.com"]
    bernd = person("bernd", deputy="anna", absences=AWAY)
    assert asked("anna", [anna, bernd]) == ["bernd@example.com"]


def test_a_team_is_told_without_those_away(owner):
    team = Team(id="social", name="Social", members=["anna", "bernd"])
    people = [person("anna", absences=AWAY), person("bernd")]
    assert asked("social", people, [team]) == ["bernd@example.com"]


def test_without_anybody_the_owners_are_told(owner):
    User.objects.create_user("gast@example.com")
    assert asked("") == ["chefin@example.com"]
    assert asked("weg") == ["chefin@example.com"]
