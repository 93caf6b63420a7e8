"""The desk's lists: filters in the address, saved views, many cases at once, who else is here."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sturmwarte.station.frame import passing
from sturmwarte.station.people.models import Grant, User
from sturmwarte.station.respond.actions.errors import CaseError
from sturmwarte.station.respond.actions.postpone import postpone
from sturmwarte.station.respond.actions.save_view import forget_view, save_view
from sturmwarte.station.respond.actions.take import take
from sturmwarte.station.respond.models import Case, SavedView
from sturmwarte.station.respond.pages import here
from sturmwarte.station.respond.presence import EXPIRES_S, Here, Presence

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(user):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def duty(scene):
    return client_of(scene.people["duty"])


@pytest.fixture
def case(scene):
    return Case.objects.get(pk=scene.cases["p4"].pk)


@pytest.fixture
def many(scene):
    """Twenty public cases in four channels, three topics and two languages."""
    Case.objects.bulk_create(
        Case(
            thread=f"m{n}", network="mastodon", post=f"m{n}", channel=f"channel-{n % 4}",
            topics=["über-uns"] if n % 3 == 0 else ["marke"], verdict="answer", priority=n % 5 + 1,
            sentiment="negative" if n % 2 else "positive", lang="de" if n % 2 else "tr", kind="complaint",
            opened_at=scene.now - timedelta(hours=n), moved_at=scene.now - timedelta(minutes=n),
        )
        for n in range(20)
    )  # fmt: skip
    return list(Case.objects.filter(thread__startswith="m", post__startswith="m").order_by("pk"))


def listed(client, address):
    page = client.get(address).content.decode()
    return [int(pk) for pk in re.findall(r'id="row-(\d+)"', page)]


@pytest.mark.parametrize(
    ("filters", "fits"),
    [
        ("channel=channel-1", lambda case: case.channel == "channel-1"),
        ("topic=%C3%BCber-uns", lambda case: "über-uns" in case.topics),
        ("sentiment=negative&lang=de", lambda case: case.sentiment == "negative"),
        ("priority=3&kind=complaint", lambda case: case.priority == 3),
    ],
)
def test_filters_stand_in_the_address(duty, many, filters, fits):
    found = set(listed(duty, f"/desk/?view=all&{filters}"))
    assert found & {one.pk for one in many} == {one.pk for one in many if fits(one)}
    row = duty.get(f"/desk/?view=all&{filters}").content.decode()
    assert f"/desk/{min(found)}/?view=all&amp;" in row


def test_nonsense_in_the_address_shows_all(duty, many):
    assert listed(duty, "/desk/?view=x&sort=x&priority=9") == listed(duty, "/desk/")


def test_orders(duty, many):
    mine = {one.pk: one for one in many}
    for sort, key in (
        ("newest", lambda one: (-one.opened_at.timestamp(), -one.pk)),
        ("moved", lambda one: (-one.moved_at.timestamp(), -one.pk)),
        ("priority", lambda one: (one.priority, one.pk)),
    ):
        found = [pk for pk in listed(duty, f"/desk/?view=all&sort={sort}") if pk in mine]
        assert found == sorted(mine, key=lambda pk, key=key: key(mine[pk]))


def test_what_is_postponed_leaves_the_lists_until_it_is_overdue(scene, duty, case):
    now = scene.now
    postpone(case, scene.people["duty"], now + timedelta(days=1), "", case.revision, now)
    assert case.pk not in listed(duty, "/desk/?view=all")
    assert case.pk in listed(duty, "/desk/?view=postponed")
    Case.objects.filter(pk=case.pk).update(deadline=now - timedelta(hours=2))
    assert case.pk in listed(duty, "/desk/?view=all")
    assert "but it is overdue" in duty.get(f"/desk/{case.pk}/").content.decode()


def test_the_list_asks_the_database_as_often_for_fifty_as_for_three(duty, many):
    def questions(address):
        with CaptureQueriesContext(connection) as asked:
            duty.get(address, headers={"HX-Target": "cases"})
        return len(asked)

    questions("/desk/")
    few, all_of_them = questions("/desk/?view=all&priority=3"), questions("/desk/?view=all")
    assert all_of_them <= few + 1
    assert all_of_them <= 25


def pick(*cases):
    return [f"{one.pk}:{one.revision}" for one in cases]


def test_many_at_once_names_what_moved_on_and_takes_all_back(scene, duty, many):
    take(many[1], scene.people["lead"], 0, scene.now)
    sent = {
        "what": "close",
        "result": "no_answer",
        "pick": pick(*many[:3]),
        "list": "view=all&kind=complaint",
    }
    page = duty.post("/desk/many/", sent).content.decode()
    assert "Done on 2 cases." in page
    assert "1 case was left alone" in page
    assert f"#{many[1].pk}</span></a> It has moved on meanwhile." in page
    assert [Case.objects.get(pk=one.pk).state for one in many[:3]] == ["closed", "taken", "closed"]
    (undo,) = re.findall(r'action="(/desk/many/\w+/undo/)"', page)
    assert "Taken back on 2 cases." in duty.post(undo, {"list": "view=all"}).content.decode()
    assert Case.objects.get(pk=many[0].pk).state == "open"
    assert duty.post(undo).status_code == 409


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"what": "take"}, "No case is selected."),
        ({"what": "erase", "pick": ["1:0"]}, "Choose what to do"),
        ({"what": "assign", "pick": ["1:0"]}, "Choose who gets the cases."),
        ({"what": "postpone", "pick": ["1:0"]}, "Choose until when."),
        ({"what": "postpone", "pick": ["1:0"], "exactly": "soon"}, "is no time"),
        ({"what": "take", "pick": [f"{n}:0" for n in range(501)]}, "At most 500"),
    ],
)
def test_many_at_once_says_what_is_missing(duty, sent, words):
    answer = duty.post("/desk/many/", sent)
    assert answer.status_code == 409
    assert words in answer.content.decode()


def test_each_verb_of_a_case_goes_on_to_the_next(scene, duty, many):
    lead, team = scene.people["lead"], "plan:kundendienst"
    first = {"list": "view=all&sort=newest", "revision": 0}
    for n, (verb, given, state) in enumerate([
        ("assign", {"receiver": f"user:{lead.pk}"}, "taken"), ("assign", {"receiver": team}, "open"),
        ("ignore", {"reason": "a joke"}, "closed"), ("postpone", {"until": "tomorrow"}, "open"),
        ("postpone", {"until": "new"}, "open"), ("postpone", {"exactly": "2026-12-24T09:00"}, "open"),
    ]):  # fmt: skip
        answer = duty.post(f"/desk/{many[n].pk}/{verb}/", {**first, **given})
        assert answer.status_code == 302, (verb, answer.content.decode())
        assert answer.url.endswith("/?view=all&sort=newest")
        assert f"/desk/{many[n].pk}/" not in answer.url
        assert Case.objects.get(pk=many[n].pk).state == state
    assert duty.post(f"/desk/{many[9].pk}/promise/", {**first, "until": "tomorrow"}).status_code == 302
    assert Case.objects.get(pk=many[9].pk).promised_until is not None
    assert duty.post(f"/desk/{many[9].pk}/kept/", {"revision": 1}).status_code == 302
    refused = duty.post(f"/desk/{many[8].pk}/assign/", {**first, "receiver": "user:999999"})
    assert refused.status_code == 409


def test_an_undo_is_offered_to_whoever_did_the_step(scene, duty, case):
    duty.post(f"/desk/{case.pk}/take/", {"revision": case.revision})
    assert f"/desk/{case.pk}/undo/" in duty.get(f"/desk/{case.pk}/").content.decode()
    owner = client_of(scene.people["owner"])
    assert f"/desk/{case.pk}/undo/" not in owner.get(f"/desk/{case.pk}/").content.decode()


def test_a_saved_list_is_its_address_and_shows_everybody_what_they_may_see(scene, duty, many):
    sent = {"name": "Beschwerden", "shared": "1", "list": "view=all&channel=channel-1&nonsense=1"}
    assert duty.post("/desk/lists/", sent).url == "/desk/?view=all&channel=channel-1"
    view = SavedView.objects.get()
    assert (view.name, view.query, view.shared) == ("Beschwerden", "view=all&channel=channel-1", True)
    member = client_of(scene.people["member"])  # of another channel alone
    page = member.get("/desk/").content.decode()
    assert "/desk/?view=all&amp;channel=channel-1" in page
    assert listed(member, f"/desk/?{view.query}") == []
    member.post(f"/desk/lists/{view.pk}/forget/")
    assert SavedView.objects.exists()
    duty.post(f"/desk/lists/{view.pk}/forget/")
    assert not SavedView.objects.exists()


def test_saved_lists_have_a_name_and_an_end(scene):
    user, now = scene.people["duty"], scene.now
    for name in ("", " ", "x" * 81):
        with pytest.raises(CaseError):
            save_view(user, name, "view=all", now)
    save_view(user, "Mine", "view=mine", now)
    again = save_view(user, " Mine ", "view=all", now)
    assert SavedView.objects.get(user=user).query == "view=all"
    with pytest.raises(CaseError):
        forget_view(scene.people["lead"], again.pk, now)


def test_who_is_looking_and_writing_is_told_to_others_and_kept_nowhere(scene, duty, case, monkeypatch):
    monkeypatch.setattr(here, "PRESENCE", Presence())
    passing.taken()
    owner = client_of(scene.people["owner"])
    with CaptureQueriesContext(connection) as asked:
        assert "Svea" not in duty.post(f"/desk/{case.pk}/here/", {"page": "a"}).content.decode()
    assert not [one["sql"] for one in asked if re.match(r"\s*(INSERT|UPDATE|DELETE)", one["sql"])]
    assert passing.taken() == [("presence", str(case.pk))]
    assert "Svea Lorenz is looking" in owner.get(f"/desk/{case.pk}/present/").content.decode()
    duty.post(f"/desk/{case.pk}/here/", {"page": "a"})
    assert passing.taken() == []  # no news
    duty.post(f"/desk/{case.pk}/here/", {"page": "a", "writes": "1"})
    assert "Svea Lorenz is writing" in owner.get(f"/desk/{case.pk}/present/").content.decode()
    duty.post(f"/desk/{case.pk}/here/", {"page": "a", "gone": "1"})
    assert owner.get(f"/desk/{case.pk}/present/").content.decode().strip() == ""


def test_nobody_learns_who_is_on_a_case_they_may_not_see(scene, case):
    other = User.objects.create(email="other@zeisig.example", name="Other")
    Grant.objects.create(user=other, role="member", channel="bluesky")
    client = client_of(other)
    assert client.get(f"/desk/{case.pk}/present/").status_code == 404
    assert client.post(f"/desk/{case.pk}/here/", {"page": "a"}).status_code == 404


def test_presence_ends_by_itself(monkeypatch):
    clock, presence = [0.0], Presence()
    monkeypatch.setattr("sturmwarte.station.respond.presence.time.monotonic", lambda: clock[0])
    presence.tell(1, "a", Here(1, "Svea", False))
    assert presence.tell(1, "b", Here(1, "Svea", True))
    assert presence.on(1, but=2) == [Here(1, "Svea", True)]
    assert presence.on(1, but=1) == []
    clock[0] = EXPIRES_S
    assert presence.on(1, but=2) == []
    assert presence.tell(1, "a", Here(1, "Svea", False))
