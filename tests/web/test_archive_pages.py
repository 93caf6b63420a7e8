"""The archive's pages: from a search to its posts and back, and the time line above the results."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from sturmwarte.station.archive.pages import between
from tests.web import scene as scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(scene) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(scene.people["lead"], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _read(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def test_a_post_opened_from_a_search_marks_its_words_and_leads_back(reader):
    found = _read(reader, "/archive/?q=toaster+AND+zeisig")
    (address,) = set(re.findall(r'href="(/post/[^"]+)"', found))
    page = _read(reader, address.replace("&amp;", "&"))
    assert '<mark class="sought">Toaster</mark>' in page
    assert 'href="/archive/?q=toaster+AND+zeisig"' in page


def test_a_search_that_no_longer_parses_marks_nothing(reader):
    page = _read(reader, "/post/?network=bluesky&id=p3&q=toaster+AND+(")
    assert "Toaster" in page
    assert "sought" not in page


def test_a_post_on_its_own_page_has_no_link_to_itself(reader):
    page = _read(reader, "/post/?network=bluesky&id=p3")
    assert 'href="/post/?network=bluesky&amp;id=p3"' not in page


def test_the_bars_are_dated_in_words_and_lead_to_their_time(reader, scene):
    early = scene.now - timedelta(hours=5)
    post = {"id": "early", "channel": "bluesky", "text": "Zeisig!", "created_at": early.isoformat()}
    scenes.posts([(early, post)])
    assert 'hx-get="/archive/beside/?"' in _read(reader, "/archive/"), "the list does not wait for the chart"
    page = _read(reader, "/archive/beside/")
    hour = timezone.localtime(early)
    assert f"<title>{hour.day} {hour:%b}, {hour:%H}:00 – " in page
    assert f"<title>{hour.day} {hour:%b}, {hour:%H}:00 – " in _read(reader, "/archive/?beside=1")
    table = page[page.index("<table>") : page.index("</table>")]
    rows = re.findall(r'href="(/archive/\?[^"]+)">([^<]+)</a></td><td class="num">(\d+)', table)
    assert sum(int(n) for _, _, n in rows) == 3, "private messages are not this reader's"
    for address, words, n in rows:
        narrowed = _read(reader, address.replace("&amp;", "&"))
        assert len(set(re.findall(r'href="/post/[^"]+"', narrowed))) == int(n)
        assert f'</svg>{words}<svg class="icon"' in narrowed, "the page says to which time it is limited"


def test_links_of_a_page_keep_to_the_chosen_time(reader):
    page = _read(reader, "/archive/?q=zeisig&since=2020-01-01&until=2099-01-01&beside=1")
    links = re.findall(r'href="/archive/\?([^"]*)"', page)
    assert [link for link in links if "order=reach" in link and "since=2020-01-01" in link]
    assert 'name="until" value="2099-01-01"' in page


@pytest.mark.parametrize("odd", ["x", "0001-01-01", "9999-12-31T23:59-12:00", "2026-13-01", "²", "2026-W01"])
def test_odd_times_break_nothing(reader, odd):
    _read(reader, f"/archive/?since={odd}&until={odd}")


@pytest.mark.parametrize(
    ("since", "until", "german", "english"),
    [
        ("2026-11-08", "2026-11-09", "8. Nov.", "8 Nov"),
        ("2026-03-28", "2026-04-01", "28. März – 31. März", "28 Mar – 31 Mar"),
        ("2025-11-08", "2025-11-09", "8. Nov. 2025", "8 Nov 2025"),
        ("2026-11-08T14:00", "2026-11-08T15:00", "8. Nov., 14:00 – 15:00", "8 Nov, 14:00 – 15:00"),
        ("2026-11-08", "", "8. Nov. –", "8 Nov –"),
        ("", "", "", ""),
    ],
)
def test_a_stretch_of_time_in_words(monkeypatch, since, until, german, english):
    monkeypatch.setattr(between.timezone, "now", lambda: datetime(2026, 11, 22, tzinfo=UTC))
    found = between.asked(QueryDict(f"since={since}&until={until}"))
    with override("de"):
        assert found.words == german
    with override("en"):
        assert found.words == english
    again = between.asked(QueryDict(urlencode(found.address)))
    assert again == found
