"""What stands on every page: the rail and the strip by role, who is on duty, what the palette offers."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import translation

from sturmwarte.station.frame import duty, rail
from sturmwarte.station.frame.palette import PROVIDERS, offered
from sturmwarte.station.people.permissions import NOBODY, permissions
from tests.web.cast import ROLES

pytestmark = pytest.mark.django_db
SUNDAY_NIGHT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
MONDAY_NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


def _client(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _who(scene, role):
    return permissions(scene.people[role], scene.now)


def test_in_business_hours_those_who_answer_are_on_duty_until_the_day_ends(scene):
    found = duty.on_duty(MONDAY_NOON, me="malte")
    assert not found.standby
    assert found.first == "Malte Reinders"
    assert "Jette Carstens" in found.names
    assert found.until == datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # 18:00 in Berlin


def test_at_night_those_with_the_role_are_on_call_until_the_company_opens(scene):
    found = duty.on_duty(SUNDAY_NIGHT)
    assert found.standby
    assert found.names == ["Svea Lorenz"]
    assert found.until == datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


def test_hours_that_never_end_have_no_end():
    always = duty._calendar('{"week":{"mon-sun":[[0,1440]]},"holidays":false}', "Europe/Berlin", "DE", None)
    assert duty._closes(always, MONDAY_NOON) is None


@pytest.mark.parametrize("role", ROLES)
def test_the_palette_offers_only_pages_that_open(scene, role):
    client, who = _client(scene.people[role]), _who(scene, role)
    for words in ("", "#1", str(scene.cases["p4"].pk), "Rechnung"):
        for hit in offered(who, words):
            assert client.get(hit["url"], follow=True).status_code == 200, hit


def test_the_palette_offers_a_case_only_to_those_who_see_it(scene):
    private = scene.cases["p1"]
    for role in ROLES:
        who = _who(scene, role)
        urls = [hit["url"] for hit in offered(who, f"#{private.pk}")]
        assert (f"/desk/{private.pk}/" in urls) == who.sees(private), role


def test_a_stranger_is_offered_nothing(client):
    assert client.get("/palette/").status_code == 401
    assert offered(NOBODY, "") == offered(NOBODY, "1") == []


def test_people_are_offered_to_those_who_may_invite_them(scene):
    with translation.override("en"):
        groups = {role: {hit["group"] for hit in offered(_who(scene, role), "")} for role in ROLES}
    assert [role for role in ROLES if "People" in groups[role]] == ["owner"]
    assert len({str(provider.group) for provider in PROVIDERS}) == len(PROVIDERS)


def test_the_bar_of_a_phone_has_room_for_four(scene):
    for role in ROLES:
        seen = rail.places(_who(scene, role))
        assert sum(place["thumb"] for place in seen) == min(len(seen), rail.THUMBS)


def test_counts_stand_only_where_somebody_must_act(scene):
    page = _client(scene.people["owner"]).get("/strip/").content.decode()
    assert page.count('class="badge num"') == len(rail.places(_who(scene, "owner")))
    assert page.count('hx-swap-oob="true"></span>') == page.count('class="badge num"')  # nothing is late yet


def test_the_strip_says_who_is_there(scene):
    page = _client(scene.people["reader"]).get("/desk/").content.decode()
    assert 'class="count duty"' in page
    assert "Svea Lorenz" in page
