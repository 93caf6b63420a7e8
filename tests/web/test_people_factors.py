"""Second factors with real codes, the rule that asks for them, their reset, and the sealed account."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone

from sturmwarte.station.api.errors import Problem
from sturmwarte.station.api.resources.cases import Given, _receiver
from sturmwarte.station.frame import offers
from sturmwarte.station.ledger.models import AuditEntry, Outgoing
from sturmwarte.station.people.actions import factors, sealed
from sturmwarte.station.people.errors import BeyondOwnRight, PeopleError, WrongEnd
from sturmwarte.station.people.models import Grant, Sealed, SealedUse, User
from sturmwarte.station.people.owners import is_last_owner
from sturmwarte.station.people.permissions import permissions
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.respond.pages.colleagues import PERSON, receiver, receivers

pytestmark = pytest.mark.django_db
PASSWORD = "lantern dyke tide seven"


@pytest.fixture(autouse=True)
def _quiet(settings):
    settings.ACCOUNT_RATE_LIMITS = False


def somebody(name, *roles):
    user = User.objects.create_user(f"{name}@example.org", PASSWORD, name=name.capitalize(), language="en")
    for role in roles:
        Grant.objects.create(user=user, role=role)
    return user


def come(user, client=None):
    client = client or Client(headers={"Accept-Language": "en"})
    answer = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    return client, answer


def code(secret, at=None):
    """What an authenticator app shows (RFC 6238, 30 seconds, six figures)."""
    return format_hotp_value(hotp_value(secret, int((at or time.time()) // 30)))


def confirm(client):
    """Types the password where a page asks once more."""
    return client.post("/account/reauthenticate/", {"password": PASSWORD})


def set_up(client):
    """Sets an authenticator app up through the pages; returns its secret and the page after it."""
    confirm(client)
    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r'<code class="secret">([A-Z2-7]+)</code>', page)[1]
    return secret, client.post("/account/2fa/totp/activate/", {"code": code(secret)}, follow=True)


def test_an_app_is_set_up_asked_for_and_its_secret_is_sealed(django_capture_on_commit_callbacks):
    ina = somebody("ina", "reader")
    client, _answer = come(ina)
    assert client.get("/account/2fa/totp/activate/").status_code == 302, "asks for the password once more"
    with django_capture_on_commit_callbacks(execute=True):
        secret, page = set_up(client)
    codes = re.findall(r"<li><code>(\w{8})</code></li>", page.content.decode())
    assert len(codes) == 10
    kept = Authenticator.objects.get(user=ina, type="totp")
    assert secret not in str(kept.data)
    assert kept.data["secret"].startswith("sealed:")
    other, answer = come(ina)
    assert answer["Location"] == "/account/2fa/authenticate/"
    assert other.get("/desk/").status_code == 302
    assert b"not right" in other.post("/account/2fa/authenticate/", {"code": "000000"}).content
    assert (
        other.post("/account/2fa/authenticate/", {"code": code(secret, time.time() - 3600)}).status_code
        == 200
    )
    assert other.post("/account/2fa/authenticate/", {"code": code(secret)}).status_code == 302
    assert other.get("/desk/").status_code == 200
    told = AuditEntry.objects.filter(subject=f"user:{ina.pk}").values_list("action", flat=True)
    assert "people.totp_activated" in told


def test_a_code_works_once_and_a_recovery_code_too():
    ina = somebody("ina", "reader")
    secret, page = set_up(come(ina)[0])
    first = re.findall(r"<li><code>(\w{8})</code></li>", page.content.decode())[0]
    now = code(secret)
    for status in (302, 200):
        assert come(ina)[0].post("/account/2fa/authenticate/", {"code": now}).status_code == status
    client, _answer = come(ina)
    assert client.post("/account/2fa/authenticate/", {"code": first}).status_code == 302
    assert client.get("/desk/").status_code == 200
    again, _answer = come(ina)
    assert again.post("/account/2fa/authenticate/", {"code": first}).status_code == 200
    assert again.get("/desk/").status_code == 302
    assert b"9 of 10 are left" in client.get("/account/2fa/").content


def test_guessing_codes_is_slowed_down(settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/5m/key"}
    ina = somebody("ina", "reader")
    client, _answer = come(ina)
    secret, _page = set_up(client)
    client, _answer = come(ina)
    for _ in range(4):
        client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert client.post("/account/2fa/authenticate/", {"code": code(secret)}).status_code == 200
    assert client.get("/desk/").status_code == 302


def rule(actor, roles, since, now, sign_on_counts=False):
    return factors.set_rule(actor, roles, since, sign_on_counts, now)


def test_whoever_needs_a_factor_and_has_none_comes_no_further():
    owner, lead, reader = somebody("owner", "owner"), somebody("lead", "lead"), somebody("reader", "reader")
    now = timezone.now()
    client, _answer = come(lead)
    rule(owner, ["lead"], now + timedelta(days=5), now)
    assert client.get("/desk/").status_code == 200, "there is time to set one up"
    assert b"Your role needs a second factor" in client.get("/account/2fa/").content
    rule(owner, ["lead"], now - timedelta(seconds=1), now)
    assert client.get("/desk/")["Location"] == "/account/2fa/"
    assert client.get("/strip/", headers={"HX-Request": "true"})["HX-Redirect"] == "/account/2fa/"
    assert client.post("/people/invite/").status_code == 403
    assert client.get("/account/password/change/").status_code in {200, 302}
    assert come(reader)[0].get("/desk/").status_code == 200, "the rule does not speak of readers"
    secret, page = set_up(client)
    assert page.status_code == 200
    assert client.get("/desk/").status_code == 200
    confirm(client)
    page = client.post("/account/2fa/totp/deactivate/")
    assert page.status_code == 200
    assert b"last second factor" in page.content
    assert Authenticator.objects.filter(user=lead, type="totp").exists()
    assert secret


def test_recovery_codes_alone_are_no_second_factor():
    owner, lead = somebody("owner", "owner"), somebody("lead", "lead")
    Authenticator.objects.create(user=lead, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    rule(owner, ["lead"], timezone.now() - timedelta(days=1), timezone.now())
    assert come(lead)[0].get("/desk/")["Location"] == "/account/2fa/"


def test_the_rule_does_not_lock_its_maker_out_and_is_the_whole_owners():
    owner, now = somebody("owner", "owner"), timezone.now()
    with pytest.raises(WrongEnd):
        rule(owner, ["owner", "lead"], now, now)
    with pytest.raises(PeopleError):
        rule(owner, [], now, now)
    partly = somebody("partly")
    Grant.objects.create(user=partly, role="owner", channel="mastodon")
    with pytest.raises(BeyondOwnRight):
        rule(partly, ["lead"], now, now)
    client, _answer = come(owner)
    page = client.get("/station/sign-in/").content.decode()
    assert "Recommended to: Owner and Lead" in page
    client.post("/station/sign-in/factors/", {"roles": ["lead"], "enforced": "on", "since": ""})
    page = client.get("/station/sign-in/").content.decode()
    assert "Asked of: Lead." in page
    assert 'name="roles" value="owner"' in page, "undo brings back both roles"
    assert AuditEntry.objects.filter(action="people.factor_rule").count() == 1


def test_a_lost_phone_is_reset_by_another_owner_with_a_reason():
    owner, ina = somebody("owner", "owner"), somebody("ina", "reader")
    theirs, _answer = come(ina)
    set_up(theirs)
    client, _answer = come(owner)
    url = f"/people/{ina.pk}/factors/"
    assert b"Say how you made sure" in client.post(url, {"reason": " "}).content
    assert Authenticator.objects.filter(user=ina).exists()
    client.post(url, {"reason": "Rückruf unter der Nummer im Plan"})
    assert not Authenticator.objects.filter(user=ina).exists()
    assert theirs.get("/desk/").status_code == 302, "signed out"
    entry = AuditEntry.objects.get(action="people.factors_reset")
    assert entry.reason == "Rückruf unter der Nummer im Plan"
    with pytest.raises(PeopleError):
        factors.reset(owner, owner, "me", timezone.now())
    partly = somebody("partly")
    Grant.objects.create(user=partly, role="owner", channel="mastodon")
    with pytest.raises(BeyondOwnRight):
        factors.reset(partly, owner, "a call", timezone.now())


def test_passkeys_of_others_are_not_found():
    ina, ben = somebody("ina", "reader"), somebody("ben", "reader")
    key = Authenticator.objects.create(
        user=ben, type="webauthn", data={"name": "Laptop", "passwordless": True}
    )
    client, _answer = come(ina)
    confirm(client)
    for page in (
        f"/account/2fa/webauthn/keys/{key.pk}/edit/",
        f"/account/2fa/webauthn/keys/{key.pk}/remove/",
    ):
        assert client.get(page).status_code == 404
        assert client.post(page, {"name": "mine"}).status_code == 404
    assert Authenticator.objects.get(pk=key.pk).data["name"] == "Laptop"


def broken_open(code, reason="Anbieter und Mail aus", client=None):
    client = client or Client(headers={"Accept-Language": "en", "User-Agent": "Mozilla Firefox/140.0 Linux"})
    return client, client.post("/account/sealed/", {"code": code, "reason": reason})


def printed(page):
    found = re.search(r"data-code>([A-Z0-9-]+)<", page.content.decode())
    return found[1] if found else ""


def test_the_sealed_account_opens_everything_is_told_and_renews_its_code(settings):
    settings.SMTP, settings.MAIL_FROM = "smtp://mail.example", "Sturmwarte <storm@example.com>"
    owner, lead = somebody("owner", "owner"), somebody("lead", "lead")
    client, _answer = come(owner)
    page = client.post("/station/sign-in/seal/")
    first = printed(page)
    assert re.fullmatch(r"([A-HJKMNP-Z2-9]{5}-){5}[A-HJKMNP-Z2-9]{5}", first)
    assert page["Cache-Control"] == "no-store"
    assert first not in str(Sealed.objects.values()) + str(AuditEntry.objects.values())
    inside, page = broken_open(first.lower().replace("-", " "))
    second = printed(page)
    assert second
    assert second != first
    assert inside.get("/people/").status_code == 200
    assert inside.session.get_expiry_age() <= 8 * 3600
    assert not broken_open(first)[1].content.count(b"data-code"), "a code is spent with its use"
    (mail,) = Outgoing.objects.filter(key__startswith="sealed:")
    assert mail.target == owner.email
    assert "Anbieter und Mail aus" in mail.payload["text"]
    assert b"The sealed account was opened" in client.get("/desk/").content, "every owner, on any page"
    assert b"The sealed account was opened" not in come(lead)[0].get("/desk/").content
    assert AuditEntry.objects.get(action="people.seal_broken").reason == "Anbieter und Mail aus"
    client.post("/station/sign-in/settle/")
    assert inside.get("/people/").status_code == 302, "closed, and its session with it"
    assert SealedUse.objects.get().settled_by == owner
    assert broken_open(second)[1].content.count(b"data-code") == 1


def test_the_sealed_account_closes_by_itself_and_is_nobody_else():
    owner = somebody("owner", "owner")
    now = timezone.now()
    user, _code = sealed.open_sealed(sealed.seal(owner, now), "try", "", now - timedelta(hours=9))
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/people/").status_code == 403, "eight hours are over"
    assert is_last_owner(owner), "the sealed account does not count: nobody works with it"
    mine, _answer = come(owner)
    assert mine.get(f"/people/{user.pk}/").status_code == 404
    assert mine.post(f"/people/{user.pk}/link/").status_code == 404
    with pytest.raises(PeopleError):
        sealed.open_sealed(sealed.seal(owner, now), "  ", "", now)


def test_the_sealed_account_is_chosen_and_listed_nowhere():
    """It is a login without an address: an empty field must not mean it either."""
    owner, now = somebody("owner", "owner"), timezone.now()
    user, _code = sealed.open_sealed(sealed.seal(owner, now), "try", "a drill", now)
    who = permissions(owner, now)
    somebody("duty", "duty")
    assert [one.name for one in receivers(who, active_plan(), now).people] == ["Duty"]
    assert receiver(f"{PERSON}{user.pk}") is None
    assert {one.label for one in offers.people(who, "")} == {"Owner", "Duty"}
    with pytest.raises(Problem):
        _receiver(Given(revision=1, person="  "))


def test_a_wrong_code_opens_nothing_and_keeps_what_was_typed():
    _client, page = broken_open("ABCDE-FGHJK", "Grund <b>")
    assert page.status_code == 200
    assert b"not the code" in page.content
    assert b"Grund &lt;b&gt;" in page.content
    assert not SealedUse.objects.exists()
    assert b"No sheet has been made" in page.content


def test_the_rule_does_not_shut_the_sealed_account_out():
    owner, now = somebody("owner", "owner"), timezone.now()
    code_ = sealed.seal(owner, now)
    Authenticator.objects.create(user=owner, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    rule(owner, ["owner"], now - timedelta(days=1), now)
    inside, _page = broken_open(code_)
    assert inside.get("/people/").status_code == 200


def test_the_shell_makes_a_sheet_too():
    now = timezone.now()
    code_ = sealed.seal_from_shell("command line: root", now)
    assert AuditEntry.objects.get(action="people.sealed").actor == "command line: root"
    assert broken_open(code_)[1].content.count(b"data-code") == 1
