"""The archive's pages: from a search to its posts and back, and the time line above the results."""

import re

import pytest
from django.test import Client

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
