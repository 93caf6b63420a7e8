"""`sturmwarte login-link`: the way back in, from the machine's own shell."""

import pytest
from django.conf import settings
from django.test import Client

from sturmwarte.station.ledger.models import AuditEntry
from sturmwarte.station.people.models import Link, User

NEW = "lantern dyke tide seven"


def _user() -> User:
    return User.objects.create_user("jette@zeisig.example", "the old password 1", name="Jette")


def test_the_link_sets_a_new_password_once_and_is_recorded(call):
    user = _user()
    link = call("login-link", " Jette@Zeisig.example").stdout.strip()
    assert link.startswith(f"{settings.PUBLIC_URL}/invited/")
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.subject) == ("people.link", f"user:{user.pk}")
    assert entry.actor.startswith("command line: ")
    path = link.removeprefix(settings.PUBLIC_URL)
    assert User.objects.get().check_password("the old password 1"), "until the link is used"
    assert Client().post(path, {"password": NEW}).status_code == 302
    assert User.objects.get().check_password(NEW)
    assert Client().post(path, {"password": NEW + " again"}).status_code == 410


def test_a_second_link_voids_the_first(call):
    _user()
    first = call("login-link", "jette@zeisig.example").stdout.strip().removeprefix(settings.PUBLIC_URL)
    call("login-link", "jette@zeisig.example")
    assert Client().get(first).status_code == 410


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("jete@zeisig.example", "did you mean jette@zeisig.example?"),
        ("somebody@else.example", "an owner invites people under People"),
        ("off@zeisig.example", "is switched off"),
    ],
)
def test_who_has_no_link_is_told_the_mend(call, asked, told):
    _user()
    User.objects.create_user("off@zeisig.example", None, name="Off", is_active=False)
    said = call("login-link", asked, code=2).stderr
    assert told in said
    assert said.count("\n") == 1
    assert not Link.objects.exists()


def test_without_any_login_serve_is_the_way_in(call):
    assert "sturmwarte serve" in call("login-link", "a@b.example", code=2).stderr
