"""The situation at a glance: every number says what is usual and opens what it counts, at a bounded price."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sturmwarte.station.archive import May, Scope
from sturmwarte.station.archive.models import Counter as Counted
from sturmwarte.station.archive.models import Coverage
from sturmwarte.station.archive.moments import micros
from sturmwarte.station.foresee.pages import habit
from sturmwarte.station.foresee.pages.situation import wants
from sturmwarte.station.people.models import Grant, User
from sturmwarte.station.people.permissions import permissions
from sturmwarte.station.respond.models import Case
from tests.brief.conftest import BACKEND

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVERYBODY = May((Scope(),))


@pytest.fixture(autouse=True)
def fresh():
    wants.forget()


def plain(html):
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(html)).split())


def part(page, id):
    """The section with this id."""
    return page.partition(f'id="{id}"')[2].partition("</section>")[0]


def test_every_number_of_open_work_opens_its_cases(reads, late, day):
    # Nothing may come due while the test goes from number to number.
    soon = Case.objects.filter(deadline__gt=day.now - HOUR, deadline__lt=day.now + 2 * HOUR)
    soon.update(deadline=day.now + 3 * HOUR)
    client = reads("owner")
    page = client.get("/lage/").content.decode()
    found = re.findall(r'<td class="num[^"]*"><a href="([^"]+)">(\d+)</a>', part(page, "work"))
    assert len(found) > 8
    for address, n in found:
        shown = client.get(unescape(address)).content.decode()
        assert shown.count('class="work-row"') == int(n), address
    assert any(name in plain(part(page, "work")) for name in ("Produktsicherheit", "Kundendienst"))


def test_the_columns_add_up(reads, late):
    page = reads("owner").get("/lage/").content.decode()
    foot = plain(part(page, "work").partition("<tfoot>")[2].partition("</tfoot>")[0])
    *columns, total = [0 if word == "–" else int(word) for word in foot.split()[1:]]
    seen = permissions(User.objects.get(email="owner@zeisig.example"), timezone.now())
    assert sum(columns) == total == seen.visible(Case.objects.exclude(state="closed")).count()


def test_topics_stand_beside_what_is_usual_and_what_was_not_heard(reads, day):
    page = reads("owner").get("/lage/").content.decode()
    shown = plain(part(page, "volume"))
    assert re.search(r"Heiße Sockel am Flott \d+ üblich \d+, Vortag \d+, Spitze \d\d:00", shown)
    assert "nicht gehört" in shown
    assert "url(#unheard)" in part(page, "volume")


def test_every_chart_has_its_table_and_the_table_its_posts(reads, day):
    page = reads("owner").get("/lage/").content.decode()
    for id in ("volume", "kinds", "verdicts"):
        assert "Als Tabelle" in part(page, id), id
    body = part(page, "volume").partition("<tbody>")[2]
    assert body.count("<tr>") == 24
    assert "/archive/?q=topic%3A%22schmorkocher%22&amp;since=" in body


def test_requests_and_recommendations_open_their_posts(reads, day):
    page = reads("owner").get("/lage/").content.decode()
    assert "/archive/?q=kind%3Adanger&amp;since=" in part(page, "kinds")
    assert "verdict=escalate" in part(page, "verdicts")


def test_who_is_limited_to_a_channel_counts_that_channel_alone(reads, day):
    """`member` sees mastodon alone: their numbers are smaller, and open what they count."""
    everything, limited = (
        [
            int(n)
            for n in re.findall(r'class="num figure"[^>]*>(\d+)<', reads(role).get("/lage/").content.decode())
        ]
        for role in ("owner", "member")
    )
    assert 0 < sum(limited) < sum(everything)


def test_who_is_limited_to_a_topic_counts_that_topic_alone(day):
    user = User.objects.create_user("eng@example.com")
    Grant.objects.create(user=user, role="reader", topic="marke")
    client = Client(headers={"accept-language": "de"})
    client.force_login(user, backend=BACKEND)
    shown = plain(part(client.get("/lage/").content.decode(), "volume"))
    assert "Über uns" in shown
    assert "Boykott" not in shown


def test_it_costs_the_same_however_many_cases_there_are(reads, day):
    client = reads("owner")
    client.get("/lage/")  # what is usual is learned once an hour
    with CaptureQueriesContext(connection) as few:
        client.get("/lage/")
    rows = [
        Case(
            thread=f"many:{n}", network="m", post=str(n), channel="mastodon", topics=["marke"],
            verdict="answer", owner=f"team{n % 30}", opened_at=day.now, deadline=day.now + n * HOUR,
        )
        for n in range(600)
    ]  # fmt: skip
    Case.objects.bulk_create(rows)
    with CaptureQueriesContext(connection) as many:
        page = client.get("/lage/").content.decode()
    assert len(few) == len(many) <= 52
    asked = Counter(re.sub(r"\d+", "n", query["sql"]) for query in many)
    assert not [sql for sql in asked if "archive_index" in sql], "nothing is searched for"
    assert "Teams mit weniger Arbeit" in page


def test_nothing_due_says_so(reads, day):
    assert "Hier ist nichts fällig." in plain(reads("owner").get("/lage/open/?team=niemals").content.decode())


@pytest.mark.parametrize("nonsense", ["?due=gestern", "?team=%00&due=%F0%9F%94%A5", "?team=-"])
def test_addresses_that_make_no_sense_are_no_error(reads, day, nonsense):
    assert reads("owner").get(f"/lage/open/{nonsense}").status_code == 200


NOW = datetime(2026, 11, 18, 12, 20, tzinfo=UTC)


def count(topic, hour, n, channel="a"):
    Counted.objects.create(
        topic=topic, grain="hour", bucket=micros(hour), run="live", channel=channel, heard=n
    )


def test_what_is_usual_is_the_middle_of_the_same_hours():
    """Eleven working days with 10 posts in each hour and one with a thousand: usual are 10."""
    begin = datetime(2026, 11, 2, tzinfo=UTC)
    for n in range(16 * 24):
        count("t", begin + n * HOUR, 1000 if 240 <= n < 264 else 10)
    found = habit.habits(["t"], EVERYBODY, NOW)["t"]
    assert found.at(NOW) == 10
    assert found.expected(NOW - 90 * timedelta(minutes=1), NOW) == pytest.approx(15)
    silent = [(NOW - HOUR, NOW)]
    assert found.expected(NOW - 2 * HOUR, NOW, silent) == pytest.approx(10)


def test_three_days_must_be_known_first():
    for n in range(48):
        count("t", NOW.replace(minute=0) - n * HOUR, 10)
    found = habit.habits(["t", "nie"], EVERYBODY, NOW)
    assert found["t"].expected(NOW - HOUR, NOW) is None
    assert not found["nie"].known


def test_hours_that_nobody_heard_have_no_say():
    """Half of the days were not heard: without a look at that, 0 would be usual."""
    begin = datetime(2026, 11, 2, tzinfo=UTC)
    for day in range(16):
        state = "hearing" if day % 3 == 0 else "disturbed"
        Coverage.objects.create(
            source="s", state=state, since=micros(begin + day * DAY), until=micros(begin + (day + 1) * DAY)
        )
        for n in range(24 if day % 3 == 0 else 0):
            count("t", begin + day * DAY + n * HOUR, 12)
    assert habit.habits(["t"], EVERYBODY, NOW)["t"].at(NOW) == 12


def test_one_readers_usual_is_not_anothers():
    begin = datetime(2026, 11, 2, tzinfo=UTC)
    for n in range(16 * 24):
        count("t", begin + n * HOUR, 10)
        count("t", begin + n * HOUR, 30, channel="b")
    assert habit.habits(["t"], EVERYBODY, NOW)["t"].at(NOW) == 40
    assert habit.habits(["t"], May((Scope("b"),)), NOW)["t"].at(NOW) == 30
