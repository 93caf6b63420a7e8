"""A station that has just been started says what to do first."""

import pytest
from django.test import Client
from django.utils import timezone

from sturmwarte.station.people.models import Grant, User
from tests.web import scene as scenes

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[("de", "Den Plan schreiben"), ("en", "Write the plan")], ids=["de", "en"])
def newcomer(request) -> tuple[Client, str]:
    """Somebody on an empty station, and the words of the first step in their language."""
    language, words = request.param
    user = User.objects.create_user("new@zeisig.example", None, name="New", language=language)
    Grant.objects.create(user=user, role="owner")
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client, words


STEPS = ("plan init", "plan activate", "import posts.jsonl", "STURMWARTE_WATCH", "channel-token")


@pytest.mark.parametrize("page", ["/desk/", "/desk/?view=mine", "/plan/"])
def test_without_a_plan_the_next_steps_are_told(newcomer, page):
    client, words = newcomer
    said = client.get(page).content.decode()
    assert words in said
    assert [step for step in STEPS if step not in said] == []
    assert 'class="done"' not in said


def test_with_a_plan_only_posts_are_missing_and_then_nothing(newcomer):
    client, words = newcomer
    now = timezone.now()
    scenes.plan(now)
    said = client.get("/desk/").content.decode()
    assert said.count('class="done"') == 2
    assert words not in client.get("/plan/").content.decode()
    quiet = {"id": "1", "channel": "mastodon", "text": "Krosso auf Stufe 4.", "created_at": now.isoformat()}
    scenes.posts([(now, quiet)])
    assert words not in client.get("/desk/").content.decode()


@pytest.mark.parametrize("page", ["/desk/", "/lage/"])
def test_without_a_plan_it_does_not_call_the_silence_calm(newcomer, page):
    client, _words = newcomer
    assert "level-green" not in client.get(page).content.decode()
    scenes.plan(timezone.now())
    assert "level-green" in client.get("/desk/").content.decode()
