"""People and permissions: what is given and taken, by whom, how it reads, and what it opens."""

from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils import timezone, translation

from sturmwarte.station.ledger.models import AuditEntry, Change, Outgoing
from sturmwarte.station.listen.secrets import unseal
from sturmwarte.station.people import sessions
from sturmwarte.station.people.actions import grants, logins
from sturmwarte.station.people.actions.grants import Given
from sturmwarte.station.people.errors import BeyondOwnRight, LastOwner, PeopleError, WrongEnd
from sturmwarte.station.people.models import Grant, SignIn, User
from sturmwarte.station.people.permissions import permissions
from sturmwarte.station.people.sentences import sentence
from sturmwarte.station.people.sight import sight
from sturmwarte.station.plan.pages.active import active_plan

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "lantern dyke tide seven"


def client_of(user, **options):
    client = Client(headers={"Accept-Language": "en"}, **options)
    client.force_login(user, backend=BACKEND)
    return client


def somebody(name, *held, **fields):
    user = User.objects.create_user(f"{name}@example.org", None, name=name.capitalize(), **fields)
    for role, *where in held:
        Grant.objects.create(
            user=user, role=role, **dict(zip(("channel", "topic", "until"), where, strict=False))
        )
    return user


@pytest.fixture
def owner(scene):
    return scene.people["owner"]


@pytest.mark.parametrize(
    ("given", "english", "german"),
    [
        (("lead", "", "", None), "Lead for all channels and topics, for good.",
         "Leitung für alle Kanäle und Themen, unbefristet."),
        (("member", "mastodon", "", None),
         "Member for the channel Mastodon, its private messages included, for good.",
         "Mitglied für den Kanal Mastodon samt privaten Nachrichten, unbefristet."),
        (("legal", "", "schmorkocher", 30), "until the end of", "bis Ende"),
        (("agency", "bluesky", "schmorkocher", -3), "over since", "abgelaufen am"),
    ],
)  # fmt: skip
def test_a_permission_reads_as_a_sentence(scene, given, english, german):
    role, channel, topic, days = given
    until = None if days is None else scene.now + timedelta(days=days)
    plan = active_plan()
    for language, words in (("en", english), ("de", german)):
        with translation.override(language):
            said = sentence(role, channel, topic, until, plan, scene.now)
            assert words in said
            assert "%" not in said
            if topic:
                assert plan.name(topic, "topics") in said


def test_what_a_permission_opens_is_told_before_it_is_given(scene, owner):
    ina = somebody("ina")
    page = (
        client_of(owner).get(f"/people/{ina.pk}/preview/", {"role": "reader", "channel": "mastodon"}).content
    )
    assert b"Reader for the channel Mastodon" in page
    assert b"<b>yes</b>: Mastodon" in page
    assert not ina.grants.exists()
    wrong = client_of(owner).get(f"/people/{ina.pk}/preview/", {"role": "pope", "until": "soon"}).content
    assert b"wrong" in wrong


def test_what_somebody_sees_agrees_with_what_they_find(scene):
    for user in scene.people.values():
        who = permissions(user, scene.now)
        told = sight(who, active_plan())
        found = client_of(user).get("/desk/?view=all")
        if found.status_code != 200:
            assert told.open_cases == 0
            continue
        assert told.open_cases == len([case for case in scene.cases.values() if who.sees(case)])
        assert (told.private_cases > 0) == any(c.private and who.sees(c) for c in scene.cases.values())


def test_an_agency_needs_an_end_and_a_second_grant_prolongs_the_first(scene, owner):
    ina, now = somebody("ina"), scene.now
    with pytest.raises(WrongEnd):
        grants.grant(owner, ina, Given("agency", "mastodon"), now)
    with pytest.raises(WrongEnd):
        grants.grant(owner, ina, Given("agency", "mastodon", until=now), now)
    grants.grant(owner, ina, Given("agency", "mastodon", until=now + timedelta(days=9)), now)
    grants.grant(owner, ina, Given("agency", "mastodon", until=now + timedelta(days=90)), now)
    assert ina.grants.get().until == now + timedelta(days=90)


def test_the_last_owner_stays_whatever_is_tried(scene, owner):
    client, held = client_of(owner), owner.grants.get()
    client.post(f"/people/{owner.pk}/grants/{held.pk}/revoke/")
    client.post(f"/people/{owner.pk}/switch/", {"active": "0"})
    client.post(f"/people/{owner.pk}/grants/", {"role": "owner", "until": "2099-01-01"})
    owner.refresh_from_db()
    assert owner.is_active
    assert owner.grants.get().until is None
    somebody("briefly", ("owner", "", "", scene.now + timedelta(days=1)))
    somebody("partly", ("owner", "mastodon"))
    with pytest.raises(LastOwner):
        grants.revoke(owner, held, scene.now)
    second = somebody("second", ("owner",))
    grants.revoke(owner, held, scene.now)
    with pytest.raises(LastOwner):
        logins.switch(second, second, False, scene.now)


def test_nobody_gives_takes_or_opens_more_than_their_own_right(scene, owner):
    now = scene.now
    partly = somebody("partly", ("owner", "mastodon"))
    briefly = somebody("briefly", ("owner", "", "", now + timedelta(days=5)))
    ina = somebody("ina", ("lead",))
    for actor, given in (
        (partly, Given("reader")), (partly, Given("reader", "bluesky")), (partly, Given("owner")),
        (briefly, Given("reader")), (briefly, Given("reader", until=now + timedelta(days=6))),
        (ina, Given("reader", "mastodon")),
    ):  # fmt: skip
        with pytest.raises(BeyondOwnRight):
            grants.grant(actor, ina, given, now)
    grants.grant(partly, ina, Given("reader", "mastodon"), now)
    grants.grant(briefly, ina, Given("reader", until=now + timedelta(days=4)), now)
    with pytest.raises(BeyondOwnRight):
        grants.revoke(partly, ina.grants.get(role="lead"), now)
    for act in (
        lambda: logins.new_link(partly, owner, now), lambda: logins.switch(partly, owner, False, now),
        lambda: logins.sign_out(partly, owner, now), lambda: logins.link_person(partly, owner, "", now),
    ):  # fmt: skip
        with pytest.raises(BeyondOwnRight):
            act()
    client = client_of(partly)
    client.post(f"/people/{owner.pk}/link/")
    assert not AuditEntry.objects.filter(action="people.link").exists(), (
        "a new link would open the whole station"
    )


def test_giving_and_taking_can_be_undone_and_is_audited(scene, owner):
    ina, client = somebody("ina"), client_of(owner)
    page = client.post(f"/people/{ina.pk}/grants/", {"role": "reader", "channel": "mastodon"}, follow=True)
    held = ina.grants.get()
    undo = f"/people/{ina.pk}/grants/{held.pk}/revoke/"
    assert undo.encode() in page.content
    assert b'data-act="undo"' in page.content
    assert b'data-act="undo"' not in client.get(f"/people/{ina.pk}/").content, "told once"
    page = client.post(undo, follow=True).content.decode()
    assert not ina.grants.exists()
    assert 'name="channel" value="mastodon"' in page
    client.post(
        f"/people/{ina.pk}/grants/", {"role": "reader", "channel": "mastodon", "topic": "", "until": ""}
    )
    assert ina.grants.get().channel == "mastodon"
    told = AuditEntry.objects.filter(subject=f"user:{ina.pk}").values_list("action", flat=True)
    assert list(told) == ["people.grant", "people.revoke", "people.grant"]
    assert Change.objects.filter(kind="people", ref=str(ina.pk)).count() == 3


def test_expiring_permissions_stand_ahead(scene, owner):
    somebody("soon", ("agency", "", "", scene.now + timedelta(days=12)))
    somebody("later", ("agency", "", "", scene.now + timedelta(days=90)))
    page = client_of(owner).get("/people/").content.decode()
    ahead = page.partition("Permissions that run out")[2]
    assert "Soon" in ahead
    assert "Later" not in ahead


def test_a_login_is_tied_to_the_plan_by_its_address_and_others_are_listed(scene, owner):
    client = client_of(owner)
    form = {"name": "Malte Reinders", "email": "malte@zeisig.example", "language": "de"}
    client.post("/people/invite/", form)
    assert User.objects.get(email=form["email"]).person == "malte"
    page = client.get("/people/").content.decode()
    without = page.partition("In the plan, without a login")[2]
    assert "Henning Voss" in without
    assert "Malte Reinders" not in without
    assert "not in the plan" in page
    ina = somebody("ina")
    client.post(f"/people/{ina.pk}/person/", {"person": "malte"})
    ina.refresh_from_db()
    assert ina.person == "", "somebody else is Malte already"
    client.post(f"/people/{ina.pk}/person/", {"person": "henning"})
    ina.refresh_from_db()
    assert ina.person == "henning"
    client.post(f"/people/{ina.pk}/person/", {"person": "nobody-at-all"})
    ina.refresh_from_db()
    assert ina.person == "henning"


def test_an_invitation_goes_by_mail_where_there_is_a_server_and_can_be_taken_back(scene, owner, settings):
    client = client_of(owner)
    form = {"name": "Ina", "email": "ina@example.org", "language": "de"}
    page = client.post("/people/invite/", form).content.decode()
    assert "/invited/" in page
    assert not Outgoing.objects.exists()
    ina = User.objects.get(email="ina@example.org")
    client.post(f"/people/{ina.pk}/uninvite/")
    assert not User.objects.filter(pk=ina.pk).exists()
    settings.SMTP, settings.MAIL_FROM = "smtp://mail.example", "Sturmwarte <storm@example.com>"
    client.post("/people/invite/", form)
    mail = Outgoing.objects.get()
    assert mail.target == "ina@example.org"
    assert "/invited/" not in str(mail.payload), "the link opens a door: it is not to be read in the database"
    import base64  # noqa: PLC0415

    text = unseal(base64.b64decode(mail.payload["sealed"]))["text"]
    assert configured.PUBLIC_URL + "/invited/" in text
    assert text.startswith("Guten Tag Ina")


def test_a_used_invitation_is_not_taken_back(scene, owner):
    ina = User.objects.create_user("ina@example.org", PASSWORD, name="Ina")
    with pytest.raises(PeopleError):
        logins.withdraw_invitation(owner, ina, scene.now)


def test_switching_off_ends_every_session_at_once(scene, owner, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    ina = User.objects.create_user("ina@example.org", PASSWORD, name="Ina")
    Grant.objects.create(user=ina, role="reader")
    browsers = [Client(headers={"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"}) for _ in range(2)]
    for browser in browsers:
        browser.post("/account/login/", {"login": ina.email, "password": PASSWORD})
        assert browser.get("/desk/").status_code == 200
    assert [one.device for one in sessions.under_way(ina, timezone.now())] == ["Firefox · Linux"] * 2
    from sturmwarte.station.frame.events import signed_in  # noqa: PLC0415

    keys = [browser.cookies["sessionid"].value for browser in browsers]
    assert all(signed_in(key) for key in keys)
    client_of(owner).post(f"/people/{ina.pk}/switch/", {"active": "0"})
    assert not any(signed_in(key) for key in keys), "the event stream asks the same question"
    for browser in browsers:
        assert browser.get("/desk/")["Location"].startswith("/account/login/")
    client_of(owner).post(f"/people/{ina.pk}/switch/", {"active": "1"})
    assert browsers[0].get("/desk/").status_code == 302, "switched on again is not signed in again"


def test_one_signs_out_elsewhere_and_only_oneself(scene, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    ina = User.objects.create_user("ina@example.org", PASSWORD, name="Ina")
    ben = User.objects.create_user("ben@example.org", PASSWORD, name="Ben")
    browsers = [Client() for _ in range(3)]
    for browser in browsers:
        browser.post("/account/login/", {"login": ina.email, "password": PASSWORD})
    other = Client()
    other.post("/account/login/", {"login": ben.email, "password": PASSWORD})
    theirs, mine = SignIn.objects.get(user=ben), SignIn.objects.filter(user=ina).order_by("pk")
    browsers[0].post("/account/sessions/end/", {"session": theirs.pk})
    assert SignIn.objects.filter(pk=theirs.pk).exists()
    browsers[0].post("/account/sessions/end/", {"session": mine[1].pk})
    assert [b.get("/account/2fa/").status_code for b in browsers] == [200, 302, 200]
    browsers[0].post("/account/sessions/end/")
    assert [b.get("/account/2fa/").status_code for b in browsers] == [200, 302, 302]
    assert other.get("/account/2fa/").status_code == 200
    assert mine.count() == 1


def test_a_new_password_ends_the_other_sessions_and_is_told(scene, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    settings.SMTP, settings.MAIL_FROM = "smtp://mail.example", "Sturmwarte <storm@example.com>"
    ina = User.objects.create_user("ina@example.org", PASSWORD, name="Ina", language="en")
    here, there = Client(), Client()
    for browser in (here, there):
        browser.post("/account/login/", {"login": ina.email, "password": PASSWORD})
    new = "seven tides and a lantern"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/account/password/change/", form).status_code == 302
    assert here.get("/account/2fa/").status_code == 200
    assert there.get("/account/2fa/").status_code == 302
    assert [one.session for one in sessions.under_way(ina, timezone.now())] == [here.session.session_key]
    assert "The password was changed" in Outgoing.objects.get().payload["text"]
    assert AuditEntry.objects.filter(action="people.password_changed").count() == 1


def test_people_are_the_owners_business_alone(scene):
    """Every other role, on every address that changes somebody; test_access knocks at the pages."""
    target = scene.people["reader"]
    calls = ("grants/", "link/", "switch/", "sign-out/", "person/", "factors/", "uninvite/")
    for role, user in scene.people.items():
        if role == "owner":
            continue
        for call in calls:
            form = {"role": "owner", "active": "0", "reason": "x"}
            assert client_of(user).post(f"/people/{target.pk}/{call}", form).status_code == 403, (role, call)
    assert target.grants.get().role == "reader"


def test_a_grant_of_another_person_is_not_found_under_this_one(scene, owner):
    """The number in the address must belong to the person in it."""
    ina = somebody("ina")
    held = scene.people["reader"].grants.get()
    assert client_of(owner).post(f"/people/{ina.pk}/grants/{held.pk}/revoke/").status_code == 404
    assert Grant.objects.filter(pk=held.pk).exists()
