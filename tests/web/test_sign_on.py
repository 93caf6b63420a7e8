"""Single sign-on, against a real provider on loopback: who comes in, who does not, and what stays open."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from sturmwarte.station.ledger.models import AuditEntry
from sturmwarte.station.options import SettingError
from sturmwarte.station.people.models import Grant, SignIn, User
from sturmwarte.station.people.sign_on.config import sign_on
from tests.web.provider import CLIENT, SECRET, agree, path_of, provider, use

pytestmark = pytest.mark.django_db
BEGIN = "/account/oidc/sso/login/"
PASSWORD = "lantern dyke tide seven"


@pytest.fixture(scope="module")
def issuer():
    with provider(
        ina={
            "email": "ina@example.org",
            "email_verified": True,
            "name": "Ina Ohm",
            "groups": ["storm", "tea"],
        },
        unsure={"email": "ina@example.org", "email_verified": False},
        word={"email": "ina@example.org", "email_verified": "false"},
        silent={"email": "ina@example.org"},
        stranger={"email": "stranger@example.org", "email_verified": True, "name": "Some Body"},
        nobody={"email_verified": True},
    ) as address:
        yield address


@pytest.fixture(autouse=True)
def _quiet(settings):
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def ina():
    user = User.objects.create_user("ina@example.org", PASSWORD, name="Ina")
    Grant.objects.create(user=user, role="member")
    return user


def _come(sub, client=None):
    client = client or Client(headers={"Accept-Language": "en"})
    sent = client.post(BEGIN)
    assert sent.status_code == 302, sent.content
    return client, client.get(path_of(agree(sent["Location"], sub)))


def _inside(client):
    return "_auth_user_id" in client.session


def test_somebody_we_know_comes_in_and_is_linked(settings, issuer, ina):
    use(settings, issuer)
    client, answer = _come("ina")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(ina.pk)
    assert ina.socialaccount_set.get().uid == "ina"
    assert SignIn.objects.get(user=ina).how == "socialaccount"
    ina.refresh_from_db()
    assert ina.check_password(PASSWORD), "the local way stays open for the day the provider is down"
    assert AuditEntry.objects.filter(action="people.linked_to_sign_on", subject=f"user:{ina.pk}").count() == 1
    User.objects.filter(pk=ina.pk).update(email="married@example.org")
    assert _come("ina")[0].session["_auth_user_id"] == str(ina.pk), "the link counts, not the address"


def test_the_way_there_is_safe_from_forged_answers(settings, issuer, ina):
    use(settings, issuer)
    client = Client()
    asked = parse_qs(urlsplit(client.post(BEGIN)["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert (asked["client_id"], asked["response_type"]) == ([CLIENT], ["code"])
    assert "openid" in asked["scope"][0].split()
    back = path_of(agree(client.post(BEGIN)["Location"], "ina"))
    for elsewhere in (Client(), client):
        forged = back if elsewhere is not client else back.replace("state=", "state=x")
        assert elsewhere.get(forged)["Location"] == "/account/login/"
        assert not _inside(elsewhere)
    assert Client().get(BEGIN).status_code == 405, "no link begins it"
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(BEGIN).status_code == 403


@pytest.mark.parametrize("sub", ["unsure", "word", "silent", "nobody"])
def test_an_address_the_provider_did_not_verify_opens_nothing(settings, issuer, ina, sub):
    use(settings, issuer, create=True)
    client, answer = _come(sub)
    assert answer["Location"] == "/account/login/"
    assert not _inside(client)
    assert not ina.socialaccount_set.exists()
    assert User.objects.count() == 1


def test_strangers_are_turned_away_or_get_a_login_without_any_right(settings, issuer, ina):
    use(settings, issuer)
    client, _answer = _come("stranger")
    assert not _inside(client)
    assert b"invite you" in client.get("/account/login/", headers={"Accept-Language": "en"}).content
    use(settings, issuer, create=True)
    client, _answer = _come("stranger")
    made = User.objects.get(email="stranger@example.org")
    assert _inside(client)
    assert (made.name, made.grants.count(), made.has_usable_password()) == ("Some Body", 0, False)
    assert client.get("/desk/").status_code == 403


def test_groups_bring_roles_and_take_them_again(settings, issuer, ina):
    use(settings, issuer, roles={"storm": "lead", "other": "owner"})
    _come("ina")
    assert set(ina.grants.values_list("role", "from_sign_on")) == {("member", False), ("lead", True)}
    use(settings, issuer, roles={"other": "owner"})
    _come("ina")
    assert set(ina.grants.values_list("role", "from_sign_on")) == {("member", False)}


def test_a_group_that_is_gone_does_not_take_the_last_owner(settings, issuer, ina):
    Grant.objects.create(user=ina, role="owner", from_sign_on=True)
    use(settings, issuer, roles={"other": "owner"})
    _come("ina")
    assert ina.grants.filter(role="owner").exists()


def test_a_second_factor_set_up_here_is_still_asked(settings, issuer, ina):
    TOTP.activate(ina, "JBSWY3DPEHPK3PXP")
    use(settings, issuer)
    client, answer = _come("ina")
    assert answer["Location"] == "/account/2fa/authenticate/"
    assert not _inside(client)
    assert Authenticator.objects.count() == 1


def test_a_login_that_is_switched_off_stays_out(settings, issuer, ina):
    User.objects.filter(pk=ina.pk).update(is_active=False)
    use(settings, issuer, roles={"storm": "lead"})
    client, answer = _come("ina")
    assert answer["Location"] == "/account/inactive/"
    assert not _inside(client)
    assert not ina.grants.filter(role="lead").exists()


def test_a_provider_that_is_down_or_another_leaves_the_password(settings, issuer, ina):
    use(settings, "http://localhost:9")
    client = Client(headers={"Accept-Language": "en"})
    assert client.post(BEGIN)["Location"] == "/account/login/"
    page = client.get("/account/login/", headers={"Accept-Language": "en"}).content
    assert b"does not answer. Your password still works" in page
    form = {"login": "ina@example.org", "password": PASSWORD}
    assert client.post("/account/login/", form)["Location"] == "/"
    use(settings, issuer.replace("localhost", "LOCALHOST"))
    assert Client().post(BEGIN)["Location"] == "/account/login/", "it calls itself something else"


def test_it_goes_down_between_leaving_and_coming_back(settings, ina):
    with provider(ina={"email": "ina@example.org", "email_verified": True}) as address:
        use(settings, address)
        client = Client()
        back = path_of(agree(client.post(BEGIN)["Location"], "ina"))
    assert client.get(back)["Location"] == "/account/login/"
    assert not _inside(client)


def test_stopping_at_the_provider_leads_back(settings, issuer, ina):
    use(settings, issuer)
    client = Client()
    state = parse_qs(urlsplit(client.post(BEGIN)["Location"]).query)["state"][0]
    answer = client.get(f"{BEGIN}callback/?error=access_denied&state={state}")
    assert answer["Location"] == "/account/login/"


def test_only_the_issuer_may_lie_inside_the_company(settings, issuer, ina):
    """A description that names an address inside is refused by the one way out."""
    from requests import ConnectionError as NoWay  # noqa: PLC0415

    from sturmwarte.station.people.sign_on.guarded import session  # noqa: PLC0415

    with session("localhost") as asked:
        assert asked.get(f"{issuer}/.well-known/openid-configuration").json()["issuer"] == issuer
        with pytest.raises(NoWay, match=r"trouble\.not_public"):
            asked.post(issuer.replace("localhost", "127.0.0.1") + "/oauth2/token", data={"a": "b"})
        with pytest.raises(NoWay, match=r"trouble\.not_public"):
            asked.get("http://169.254.169.254/latest/meta-data/")


def test_signing_out_ends_the_session_at_the_provider_too(settings, issuer, ina):
    use(settings, issuer)
    client, _answer = _come("ina")
    where = client.post("/account/logout/")["Location"]
    asked = parse_qs(urlsplit(where).query)
    assert where.startswith(f"{issuer}/oauth2/end_session?")
    assert asked["post_logout_redirect_uri"][0].endswith("/account/login/")
    assert asked["id_token_hint"][0].count(".") == 2
    assert not _inside(client)
    assert not SignIn.objects.exists()


def test_without_a_provider_there_is_no_such_door(settings, ina):
    settings.SIGN_ON = None
    assert Client().post(BEGIN).status_code == 404
    assert b"sign_on" not in Client().get("/account/login/").content


GOOD = {
    "STURMWARTE_OIDC_ISSUER": "https://login.example.com/realms/storm/",
    "STURMWARTE_OIDC_CLIENT_ID": CLIENT,
    "STURMWARTE_OIDC_CLIENT_SECRET": SECRET,
    "STURMWARTE_OIDC_NAME": "",
    "STURMWARTE_OIDC_CREATE": "0",
    "STURMWARTE_OIDC_GROUPS": "groups",
    "STURMWARTE_OIDC_ROLES": "CN=Storm Leads, team=member",
}


def test_settings_are_read_and_mistakes_named():
    found = sign_on(GOOD | {"STURMWARTE_OIDC_ROLES": "CN=Storm=lead, team=member"})
    assert (found.issuer, found.origin) == (
        "https://login.example.com/realms/storm",
        "https://login.example.com",
    )
    assert found.roles == {"CN=Storm": "lead", "team": "member"}
    assert SECRET not in repr(found)
    assert sign_on(GOOD | {"STURMWARTE_OIDC_ISSUER": ""}) is None
    for wrong in (
        {"STURMWARTE_OIDC_ISSUER": "login.example.com"},
        {"STURMWARTE_OIDC_ISSUER": "http://login.example.com"},
        {"STURMWARTE_OIDC_CLIENT_SECRET": ""},
        {"STURMWARTE_OIDC_ROLES": "team"},
        {"STURMWARTE_OIDC_ROLES": "team=agency"},
    ):
        with pytest.raises(SettingError, match=next(iter(wrong))):
            sign_on(GOOD | wrong)
