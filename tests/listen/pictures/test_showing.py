"""Who may read a post may see its pictures, nobody else, and nothing is fetched for it."""

from datetime import timedelta

import pytest
from django.template import Context, Template
from django.test import Client as Browser
from django.utils import timezone, translation

from sturmwarte.core.post import Media
from sturmwarte.station.archive import Archive
from sturmwarte.station.listen.evidence import files
from sturmwarte.station.listen.evidence.looking import look
from sturmwarte.station.listen.models import Evidence
from sturmwarte.station.respond.models import Case
from tests.archive.scene import NOON, post, take
from tests.listen.pictures.paint import picture
from tests.web import scene

pytestmark = pytest.mark.django_db
ADDRESS = "https://bilder.example/a.png"


@pytest.fixture
def people(folder):
    return scene.people(timezone.now())


def secured(folder, gid="1", *, channel="mastodon", **fields):
    """A stored post with a secured picture: the picture's address here."""
    take(post(gid, channel=channel, media=(Media(type="image", url=ADDRESS),), **fields))
    body = picture("Hallo")
    sha256 = files.keep(folder, body, look(body).shown)
    row = Evidence.objects.create(
        network=channel, post=gid, address=ADDRESS, state="secured", asked_at=NOON, due=NOON, fetched_at=NOON,
        sha256=sha256, media_type="image/png", size=len(body), width=640, height=240, read="text",
        text="Bremse\u202e",
    )  # fmt: skip
    return f"/picture/{row.pk}/"


def asked(user, url):
    browser = Browser()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser.get(url)


def test_a_picture_is_shown_to_readers_as_our_own_copy(people, folder):
    url = secured(folder)
    got = asked(people["reader"], url)
    assert got.status_code == 200
    assert got.content.startswith(b"RIFF")
    assert got["Content-Type"] == "image/webp"
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Cache-Control"].startswith("private")
    assert got["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert asked(people["works_council"], url).status_code == 403
    assert Browser().get(url).status_code == 401


def test_what_somebody_may_not_read_they_may_not_see(people, folder):
    elsewhere = secured(folder, "1", channel="bluesky")
    private = secured(folder, "2", visibility="private")
    assert asked(people["owner"], elsewhere).status_code == 200
    assert asked(people["member"], elsewhere).status_code == 404  # limited to mastodon
    assert asked(people["reader"], private).status_code == 404
    assert asked(people["member"], private).status_code == 200  # has a grant for that very channel
    assert asked(people["owner"], "/picture/999999/").status_code == 404


def test_on_a_case_its_private_pictures_are_seen_by_whom_it_is_assigned_to(people, folder):
    private = secured(folder, visibility="private")
    lead = people["lead"]
    assert asked(lead, private).status_code == 404
    Case.objects.create(
        thread="t", network="mastodon", post="1", channel="mastodon", verdict="answer", private=True,
        taken_by=lead, opened_at=NOON,
    )  # fmt: skip
    assert asked(lead, private).status_code == 200
    assert asked(people["reader"], private).status_code == 404


def test_a_held_or_deleted_posts_picture_is_shown_to_nobody(people, folder):
    url = secured(folder)
    Archive().hold("mastodon", "1", reason="Beweis", by="legal", until=NOON + timedelta(days=9), now=NOON)
    assert asked(people["owner"], url).status_code == 404
    take(post("1", channel="mastodon", deleted_at=NOON))
    assert asked(people["owner"], url).status_code == 404
    assert Evidence.objects.exists()


def test_a_copy_that_is_gone_is_not_made_of_anything_else(people, folder):
    url = secured(folder)
    files.copy_of(folder, Evidence.objects.get().sha256).unlink()
    assert asked(people["owner"], url).status_code == 404


STATES = [
    ({"read": "text", "text": "Bremse defekt"}, "Text im Bild", "Text in the picture"),
    ({"read": "none"}, "Es wurde kein Text", "No text was found"),
    ({"read": ""}, "Noch nicht gelesen", "Not read yet"),
    (
        {"read": "unread", "why": {"key": "picture.no_reader", "args": {}}},
        "nicht eingerichtet",
        "is not set up",
    ),
    ({"state": "waiting"}, "bilder.example", "Not secured yet"),
    ({"state": "lost", "why": {"key": "picture.damaged", "args": {}}}, "beschädigt", "damaged"),
    ({"media_type": "video/mp4", "read": "unsuited"}, "Film", "A film"),
]


@pytest.mark.parametrize(("changes", "german", "english"), STATES)
def test_the_page_says_what_became_of_each_picture(folder, changes, german, english):
    secured(folder)
    Evidence.objects.update(**changes)
    template = Template("{% load pictures %}{% pictures_of 'mastodon' '1' %}")
    for lang, says in (("de", german), ("en", english)):
        with translation.override(lang):
            html = template.render(Context({"now": NOON}))
        assert says in html
        assert "\u202e" not in html
        assert ADDRESS not in html  # nothing on the page leads a browser outside


def test_a_post_without_pictures_shows_nothing(folder):
    assert Template("{% load pictures %}{% pictures_of 'mastodon' '1' %}").render(Context()).strip() == ""
