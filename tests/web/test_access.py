"""Who may use what: every address x every role and a stranger, found by the test itself."""

import re
from itertools import combinations, product

import pytest
from django.db import connection
from django.test import Client

from sturmwarte.station.ledger.models import AuditEntry
from sturmwarte.station.people.models import Grant, Role, User
from sturmwarte.station.people.permissions import CASES, EXPORT, NOTE, PEOPLE, POSTS, WORK, permissions
from sturmwarte.station.respond.models import Case
from tests.web.addresses import addresses
from tests.web.cast import ROLES

pytestmark = pytest.mark.django_db

_WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP)\b", re.IGNORECASE)


def _signed_in(user: User | None, **options) -> Client:
    client = Client(**options)
    if user is not None:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture(autouse=True)
def _no_limits(settings):
    """These tests knock at every door many times; the limits have a test of their own."""
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def every(scene):
    reader = scene.people["reader"]
    return addresses(
        {
            "": {
                "id": scene.cases["p4"].pk,
                "pk": 1,
                "token": "not-a-token",
                "channel": "mastodon",
                "number": 1,
                "kind": "feeds",
                "done": "x",
                "source": "no-such-source",
                "section": "topics",
                "place": "0",
            },
            "person": {"id": reader.pk},
            "new_link": {"id": reader.pk},
            "switch_login": {"id": reader.pk},
            "grant": {"id": reader.pk},
            "revoke": {"id": reader.pk, "grant": reader.grants.get().pk},
            "uninvite": {"id": reader.pk},
            "sign_out_login": {"id": reader.pk},
            "link_person": {"id": reader.pk},
            "reset_factors": {"id": reader.pk},
            "grant_preview": {"id": reader.pk},
            "openid_connect_login": {"provider_id": "sso"},
            "openid_connect_callback": {"provider_id": "sso"},
        }
    )


def test_every_role_has_somebody_in_the_scene():
    assert set(ROLES) == set(Role.values)


def test_every_address_is_declared(every):
    forgotten = [one.url for one in every if one.says is None]
    assert forgotten == [], "declare these views with @page or @call"


def test_every_role_and_a_stranger_at_every_address(every, scene):
    """Allowed means neither sent to the login nor refused; what the page then says is its own affair."""
    wrong = []
    for role, user in [*scene.people.items(), ("stranger", None)]:
        client = _signed_in(user, raise_request_exception=False)
        session = client.cookies.output()
        for one in every:
            client.cookies.clear()
            client.cookies.load(session.replace("Set-Cookie: ", ""))
            for method in one.says.methods:
                with connection.cursor() as cursor:
                    cursor.execute("SAVEPOINT attempt")
                status = _kind(client.generic(method, one.url), one.says)
                with connection.cursor() as cursor:
                    cursor.execute("ROLLBACK TO attempt")
                if status != (wanted := _wanted(one.says, user, role)):
                    wrong.append(f"{role} {method} {one.url}: {status}, not {wanted}")
    assert wrong == []


def _kind(response, says) -> str:
    if response.status_code >= 500 and response.status_code != 503:  # 503: the page says "not now" by itself
        return "broken"
    if says.strangers:  # a token or password of its own is asked for: what it answers is its own affair
        return "open"
    if response.status_code == 401 or (
        response.status_code == 302 and response["Location"].startswith("/account/login/?next=")
    ):
        return "login"
    return "refused" if response.status_code == 403 else "open"


def _wanted(says, user, role) -> str:
    if says.strangers:
        return "open"
    if user is None:
        return "login"
    return "open" if says.roles is None or role in says.roles else "refused"


def test_other_methods_are_not_answered(every, scene):
    client = _signed_in(scene.people["owner"])
    for one in every:
        for method in {"GET", "POST", "PUT", "DELETE", "PATCH"} - set(one.says.methods):
            if one.says.strangers and one.name in {"account_login"}:
                continue
            assert client.generic(method, one.url).status_code == 405, (method, one.url)


def test_looking_changes_nothing(every, scene):
    """A GET by anybody writes nowhere but in the session, so no link, preview or preload can do harm."""
    written = []

    def watch(execute, sql, params, many, context):
        if _WRITES.match(sql) and "django_session" not in sql:
            written.append(sql)
        return execute(sql, params, many, context)

    for user in (scene.people["owner"], scene.people["reader"], None):
        client = _signed_in(user)
        with connection.execute_wrapper(watch):
            for one in every:
                if "GET" in one.says.methods:
                    client.get(one.url)
    assert written == []


def test_nothing_is_done_without_the_token_of_the_form(every, scene):
    client = _signed_in(scene.people["owner"], enforce_csrf_checks=True)
    before = Case.objects.get(pk=scene.cases["p4"].pk).revision
    own_proof = {"inbound", "hook"}
    posts = [one for one in every if "POST" in one.says.methods and one.name not in own_proof]
    posts = [one for one in posts if not one.url.startswith("/api/v1/")]  # a token, never a cookie
    assert len(posts) > 10
    for one in posts:
        assert client.post(one.url, {"revision": before}).status_code in {403, 404}, one.url
    assert Case.objects.get(pk=scene.cases["p4"].pk).revision == before


def _post_url(id: str, network: str = "") -> str:
    return f"/post/?network={network}&id={id}"


def test_a_member_of_one_channel_sees_no_other(scene):
    """The member's grant names mastodon: that channel with its private messages, and nothing else."""
    client = _signed_in(scene.people["member"])
    own, other, mail = scene.cases["p4"], scene.cases["p3"], scene.cases["p2"]
    assert client.get(f"/desk/{own.pk}/").status_code == 200
    assert client.get(f"/desk/{scene.cases['p1'].pk}/").status_code == 200
    for foreign in (other, mail):
        assert client.get(f"/desk/{foreign.pk}/").status_code == 404
        for verb in ("take", "close", "undo", "note"):
            data = {"revision": foreign.revision, "result": "answered", "note": "x"}
            assert client.post(f"/desk/{foreign.pk}/{verb}/", data).status_code == 404
        assert client.get(_post_url(foreign.post, foreign.network)).status_code == 404
    assert client.get(_post_url(own.post, own.network)).status_code == 200
    shown = client.get("/desk/?view=all").content.decode() + client.get("/archive/").content.decode()
    assert "Flott" in shown
    assert "Toaster" not in shown
    assert "Krosso" not in shown, "the bill of mail; the kind of request may be named"
    assert Case.objects.get(pk=other.pk).revision == other.revision


def test_private_messages_are_for_those_they_are_assigned_to(scene):
    """Even the owner of the station, whose grant names no channel, reads no private message of others."""
    private = scene.cases["p2"]
    for role in ("owner", "lead", "legal", "reader"):
        client = _signed_in(scene.people[role])
        if role == "owner":
            User.objects.filter(pk=scene.people[role].pk).update(person="")
        assert client.get(f"/desk/{private.pk}/").status_code == 404, role
        assert client.get(_post_url(private.post, private.network)).status_code == 404, role
        assert "Rechnung" not in client.get("/archive/").content.decode(), role
    Case.objects.filter(pk=private.pk).update(owner="kundendienst")
    User.objects.filter(pk=scene.people["lead"].pk).update(person="emre")  # of the team kundendienst
    client = _signed_in(scene.people["lead"])
    assert client.get(f"/desk/{private.pk}/").status_code == 200


def test_the_filter_of_the_database_agrees_with_the_single_look(scene):
    """`visible` builds SQL, `sees` reads one case: the two may never differ."""
    user = scene.people["approver"]
    cases = Case.objects.all()
    limits = list(product(("", "mastodon", "mail", "nowhere"), ("", "marke", 'odd "topic" ü%_')))
    for held in [[one] for one in limits] + list(combinations(limits, 2)):
        user.grants.all().delete()
        for channel, topic in held:
            Grant.objects.create(user=user, role="approver", channel=channel, topic=topic)
        for person in ("", "emre"):
            User.objects.filter(pk=user.pk).update(person=person)
            who = permissions(User.objects.get(pk=user.pk), scene.now)
            assert {c.pk for c in who.visible(cases)} == {c.pk for c in cases if who.sees(c)}, held


def test_a_grant_for_all_is_not_narrowed_by_one_for_some(scene):
    user = scene.people["approver"]
    Grant.objects.create(user=user, role="approver", channel="mastodon")
    who = permissions(user, scene.now)
    cases = Case.objects.all()
    assert {c.pk for c in who.visible(cases)} == {c.pk for c in cases if who.sees(c)}
    assert scene.cases["p3"].pk in {c.pk for c in who.visible(cases)}


def test_a_grant_ends_and_a_login_can_be_switched_off(scene):
    user = scene.people["reader"]
    client = _signed_in(user)
    assert client.get("/desk/").status_code == 200
    user.grants.update(until=scene.now)
    assert client.get("/desk/").status_code == 403
    user.grants.update(until=None)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/desk/").status_code == 302


def test_roles_of_the_design():
    assert Role.WORKS_COUNCIL not in CASES | POSTS
    assert Role.DATA_PROTECTION in POSTS - CASES
    assert Role.AGENCY in NOTE - WORK
    assert {Role.OWNER, Role.LEAD} == EXPORT
    assert {Role.OWNER} == PEOPLE


def test_an_export_holds_only_what_its_taker_may_take(scene):
    """Lead of one channel, member of all: the file holds that one channel, pseudonymous, and is audited."""
    user = scene.people["lead"]
    user.grants.all().delete()
    Grant.objects.create(user=user, role="lead", channel="bluesky")
    Grant.objects.create(user=user, role="member")
    answer = _signed_in(user).post("/archive/export/", {"q": "", "form": "csv"})
    assert answer["Content-Disposition"].startswith("attachment")
    file = answer.content.decode()
    assert "Toaster" in file
    assert "Flott" not in file
    assert "handle3" not in file
    assert AuditEntry.objects.order_by("-pk").first().actor == f"user:{user.pk}"
