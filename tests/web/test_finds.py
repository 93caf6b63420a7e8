"""Finds of colleagues: reported in seconds, safe at once, read like every post; a picture is evidence."""

import io
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from sturmwarte.core.listen.jsonlines import parse_line
from sturmwarte.core.post import Post
from sturmwarte.station.ledger.models import AuditEntry
from sturmwarte.station.listen.evidence.showing import pictures
from sturmwarte.station.listen.models import Evidence, Inbox
from sturmwarte.station.people.models import User
from tests.web import scene as scenes

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WORDS = {"text": "Im Radio hieß es, der Kocher brennt.", "where": "radio", "place": "Küstenwelle"}


def _as(user) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user, backend=BACKEND)
    return client


def _text(answer) -> str:
    return answer.content.decode()


def _posts() -> list[Post]:
    return [parse_line(bytes(row.line), received_at=timezone.now()) for row in Inbox.objects.order_by("id")]


def _png(size=(60, 40), form="PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "orange").save(made, form)
    return made.getvalue()


@pytest.fixture
def reader(scene):
    return _as(scene.people["reader"])


def test_a_find_is_safe_at_once_and_its_reporter_stands_in_the_audit_alone(scene, reader):
    answer = reader.post("/find/", WORDS | {"url": "www.kuestenwelle.example/5", "said_by": "Moderatorin"})
    (post,) = _posts()
    assert answer["Location"] == f"/find/{post.id}/"
    assert (post.channel, post.network, post.form) == ("find", "find", "article")
    assert (post.title, post.url) == ("Küstenwelle", "https://www.kuestenwelle.example/5")
    assert post.author.name == "Moderatorin"
    actor = f"user:{scene.people['reader'].pk}"
    assert AuditEntry.objects.get(action="find.report").actor == actor
    line = bytes(Inbox.objects.get().line).decode()
    assert actor not in line
    assert scene.people["reader"].name not in line
    assert "is being read" in _text(reader.get(answer["Location"]))


def test_the_link_to_the_post_appears_when_it_is_read(reader):
    answer = reader.post("/find/", WORDS)
    scenes.posts([(timezone.now(), json.loads(bytes(Inbox.objects.get().line)))])
    shown = _text(reader.get(answer["Location"], headers={"HX-Request": "true"}))
    assert "Open the post" in shown
    assert "<html" not in shown
    link = shown.partition('class="button" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "der Kocher brennt" in _text(reader.get(link))


def test_somebody_without_any_permission_may_report_too(scene):
    stranger = User.objects.create(email="neu@zeisig.example", name="Neu")
    client = _as(stranger)
    answer = client.post("/find/", WORDS)
    assert answer.status_code == 302
    shown = _text(client.get(answer["Location"]))
    assert "is stored" in shown
    assert "is being read" not in shown


def test_two_who_report_the_same_report_one_post(scene, reader):
    reader.post("/find/", WORDS)
    _as(scene.people["member"]).post("/find/", WORDS | {"text": "Im  Radio hieß es, der Kocher brennt. "})
    reader.post("/find/", WORDS | {"text": "Etwas anderes"})
    ids = [post.id for post in _posts()]
    assert ids[0] == ids[1] != ids[2]


def test_what_is_said_in_a_closed_group_is_not_called_public(reader):
    reader.post("/find/", WORDS | {"where": "group"})
    assert _posts()[0].visibility == "unlisted"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": ""}, "Write what was said"),
        ({"url": "javascript:alert(1)"}, "This is no web address"),
        ({"url": "not an address"}, "This is no web address"),
        ({"at": "2999-01-01T10:00"}, "This lies in the future"),
        ({"where": "nowhere"}, "wrong"),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(reader, wrong, words):
    shown = _text(reader.post("/find/", WORDS | wrong))
    assert words in shown
    assert "Küstenwelle" in shown
    assert not Inbox.objects.exists()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_evidence_and_shown_to_who_may_read_the_post(reader, form):
    file = SimpleUploadedFile("seite.png", _png(form=form), "image/png")
    answer = reader.post("/find/", {"where": "print", "place": "Anzeiger", "picture": file})
    (post,) = _posts()
    (row,) = Evidence.objects.filter(network="find", post=post.id)
    assert row.state == Evidence.State.SECURED
    assert (row.width, row.height) == (60, 40)
    assert post.media[0].url == f"find:{row.sha256}"
    assert answer.status_code == 302
    scenes.posts([(timezone.now(), json.loads(bytes(Inbox.objects.get().line)))])
    assert pictures("find", post.id)[0].shown
    assert reader.get(f"/picture/{row.pk}/")["Content-Type"] == "image/webp"


@pytest.mark.parametrize("body", [b"<svg onload=alert(1)>", b"GIF89a" + b"\0" * 40, _png()[:50], b"\0" * 10])
def test_what_is_no_picture_is_refused_with_the_mend(reader, body):
    file = SimpleUploadedFile("x.png", body, "image/png")
    shown = _text(reader.post("/find/", WORDS | {"picture": file}))
    assert 'class="wrong"' in shown
    assert not Inbox.objects.exists()
    assert not Evidence.objects.exists()


def test_a_picture_that_is_too_large_is_refused(reader):
    file = SimpleUploadedFile("x.png", b"\0" * (8 * 2**20 + 1), "image/png")
    assert "larger than 8 MB" in _text(reader.post("/find/", WORDS | {"picture": file}))


def test_the_share_sheet_of_a_phone_fills_the_form(reader):
    manifest = json.loads(Client().get("/manifest.webmanifest").content)
    target = manifest["share_target"]
    assert (target["action"], target["method"]) == ("/find/", "GET")
    shared = {"title": "Kocher brennt", "text": "Unglaublich! https://blog.example/a?b=1"}
    shown = _text(reader.get("/find/", shared))
    assert 'value="https://blog.example/a?b=1"' in shown
    assert "Kocher brennt\nUnglaublich!" in shown
    assert "manifest-src 'self'" in reader.get("/find/")["Content-Security-Policy"]


def test_a_time_is_taken_as_the_wall_clock_says_it(reader):
    at = timezone.localtime(timezone.now() - timedelta(days=1)).replace(second=0, microsecond=0)
    reader.post("/find/", WORDS | {"at": f"{at:%Y-%m-%dT%H:%M}"})
    assert _posts()[0].created_at == at
