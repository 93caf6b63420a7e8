"""Getting in: the first owner's link, invitations, the demo's link, passwords, limits."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from sturmwarte.station.people import first_run
from sturmwarte.station.people.models import Grant, Link, User

pytestmark = pytest.mark.django_db
GOOD = {"name": "Frauke Harms", "email": "Frauke@Example.org", "password": "lantern dyke tide seven"}


@pytest.fixture(autouse=True)
def _fresh_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def demo():
    mark = Path(settings.DATA) / first_run.DEMO_MARK
    first_run.mark_demo(Path(settings.DATA))
    yield
    mark.unlink()


def _path(link: str) -> str:
    return link.removeprefix(settings.PUBLIC_URL)


def test_the_first_owner_comes_in_by_a_link_that_works_once():
    path = _path(first_run.link())
    client = Client()
    assert client.get(path).status_code == 200
    assert client.get(path).status_code == 200, "looking does not use it up"
    assert client.post(path, GOOD).status_code == 302
    owner = User.objects.get()
    assert (owner.email, owner.grants.get().role) == ("frauke@example.org", "owner")
    assert client.get("/").status_code == 302
    assert client.get("/people/").status_code == 200
    assert Client().get(path).status_code == 410
    assert first_run.link() is None, "there is an owner now"


def test_no_token_is_kept_and_a_new_link_voids_the_old():
    first = first_run.link()
    second = first_run.link()
    assert Client().get(_path(first)).status_code == 410
    token = second.rstrip("/").rpartition("/")[2]
    assert token not in str(Link.objects.values())


def test_a_link_expires():
    path = _path(first_run.link())
    Link.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(path).status_code == 410
    assert Client().post(path, GOOD).status_code == 410
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["", "short", "password1234", "frauke harms"])
def test_weak_passwords_are_refused_with_a_reason(password):
    path = _path(first_run.link())
    response = Client().post(path, GOOD | {"password": password})
    assert response.status_code == 200
    assert b'class="wrong"' in response.content
    assert not User.objects.exists()


def test_an_invitation_sets_a_password_and_leads_to_the_login():
    user = User.objects.create_user("new@example.org", None, name="New")
    path = _path(first_run.invitation(user))
    assert Client().post(path, {"password": GOOD["password"]})["Location"] == "/account/login/"
    client = Client()
    form = {"login": "new@example.org", "password": GOOD["password"]}
    assert client.post("/account/login/", form).status_code == 302
    page = client.get("/", follow=True)
    assert page.status_code == 200, "signed in, and told that nothing is open yet"


def test_the_demo_link_signs_in_once_and_only_in_a_demo(demo):
    user = first_run.demo_owner("demo@example.org", "Demo")
    path = _path(first_run.demo_link(user))
    assert Client().get(path).status_code == 200
    client = Client()
    assert client.post(path).status_code == 302
    assert client.get("/people/").status_code == 200
    assert Client().post(path).status_code == 410


def test_no_demo_link_for_real_data(demo):
    user = User.objects.create_user("owner@example.org", None, name="Owner")
    path = _path(first_run.demo_link(user))
    (Path(settings.DATA) / first_run.DEMO_MARK).unlink()
    with pytest.raises(first_run.DemoOnly):
        first_run.demo_link(user)
    assert Client().post(path).status_code == 410, "a link made before does not work either"
    first_run.mark_demo(Path(settings.DATA))


def test_guessing_passwords_is_slowed_down(settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/5m/key"}
    User.objects.create_user("owner@example.org", GOOD["password"], name="Owner")
    client = Client()
    for _ in range(4):
        client.post("/account/login/", {"login": "owner@example.org", "password": "wrong guess"})
    form = {"login": "owner@example.org", "password": GOOD["password"]}
    assert client.post("/account/login/", form).status_code != 302


def test_nobody_signs_up():
    assert Client().get("/account/signup/").status_code == 404
    assert Client().post("/account/signup/", GOOD).status_code == 404


def test_people_page_invites_grants_and_keeps_one_owner():
    owner = User.objects.create_user("owner@example.org", GOOD["password"], name="Owner")
    Grant.objects.create(user=owner, role="owner")
    client = Client()
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    shown = client.post("/people/invite/", {"name": "Ina", "email": "ina@example.org", "language": "de"})
    assert b"/invited/" in shown.content
    ina = User.objects.get(email="ina@example.org")
    grant = f"/people/{ina.pk}/grants/"
    client.post(grant, {"role": "agency", "until": ""})
    assert not ina.grants.exists(), "an agency's permission ends"
    client.post(grant, {"role": "agency", "until": "2099-01-31", "channel": "mastodon"})
    assert ina.grants.get().until.year == 2099
    last = f"/people/{owner.pk}/grants/{owner.grants.get().pk}/revoke/"
    client.post(last)
    client.post(f"/people/{owner.pk}/switch/", {"active": "0"})
    owner.refresh_from_db()
    assert owner.is_active
    assert owner.grants.exists()
    client.post(f"/people/{ina.pk}/switch/", {"active": "0"})
    ina.refresh_from_db()
    assert not ina.is_active
