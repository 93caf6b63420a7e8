"""The plan at a glance, on the screen and on one sheet of paper."""

from datetime import date

import pytest
from django.test import Client

from sturmwarte.core.overview.matrix import matrix
from sturmwarte.core.plan.load import load
from sturmwarte.core.sections import SECTIONS
from sturmwarte.engine.activation import activate
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.plan.models import PlanSnapshot
from tests.web.cast import ROLES

pytestmark = pytest.mark.django_db

DAY = date(2027, 5, 3)
PLAN = """
people: [{id: anna, name: Anna}, {id: bert, name: Bert}, {id: cem, name: Cem}]
channels: [{id: mail, network: m}, {id: mastodon, network: m, owner: bert}, {id: forum, network: f}]
topics: [{id: fire, query: fire}]
kinds: [{id: complaint, priority: 3}, {id: press, priority: 1, owner: anna, deputy: bert}]
responsibilities:
  - {topics: [fire], owner: anna}
  - {kinds: [complaint], channels: [mail], owner: cem}
"""


def signed_in(user, lang="en"):
    client = Client(headers={"accept-language": lang})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_the_questions_of_a_plan_are_answered_at_a_glance(scene):
    page = text(signed_in(scene.people["reader"]).get("/plan/"))
    for answer in (
        "Wer eine Antwort braucht, bekommt sie rechtzeitig.",  # what we want
        "Wir löschen oder verbergen keine Kritik",  # what we never do
        "nahbar, kurz, mit Vornamen gezeichnet",  # in which tone
        "Zwei Quartale lang weniger als zehn Anliegen im Monat",  # when a channel is given up
        "<b>Produktsicherheit</b>",  # who answers
        "kostenlosen Tausch eines defekten Teils zusagen",  # what a role may promise
        "+49 30 23125001",  # whom to reach
        "Heiße Sockel am Flott · Frage, Beschwerde · Mastodon, Bluesky, YouTube: Kommunikation",  # but for
    ):
        assert answer in page


def test_the_table_says_what_triage_would_decide():
    plan = load({"plan.yaml": PLAN}, SECTIONS).plan
    found = matrix(plan, DAY)
    assert found.channels == ("mail", "mastodon", "forum")
    cells = {row.kind: [(cell.owner, cell.deputy, cell.span) for cell in row.cells] for row in found.rows}
    assert cells == {
        "press": [("anna", "bert", 3)],
        "complaint": [("cem", "", 1), ("bert", "", 1), ("", "", 1)],
    }
    assert [row.kind for row in found.rows] == ["press", "complaint"], "the urgent first"
    assert [entry.topics for entry in found.except_for] == [["fire"]]


def test_the_printed_sheet_in_both_languages_and_without_scripts(scene):
    client = signed_in(scene.people["member"], "de")
    german, english = text(client.get("/plan/print/")), text(client.get("/plan/print/?lang=en"))
    assert 'lang="de"' in german
    assert "Was wir nie tun" in german
    assert "What we never do" in english
    for page in (german, english):
        assert "<script" not in page
        assert "style=" not in page
    assert text(client.get("/plan/print/?lang=xx")) == german


def test_what_people_write_into_a_plan_stays_text(scene):
    evil = "<script>alert(1)</script>"
    activate(
        {"plan.yaml": f"never: [{{id: x, text: '{evil}'}}]\ncompany: {{name: '{evil}'}}"},
        "t",
        "",
        story_time(),
    )
    client = signed_in(scene.people["owner"])
    for path in ("/plan/", "/plan/print/", "/plan/history/", "/plan/stale/"):
        assert evil not in text(client.get(path)), path


def test_a_station_without_a_plan_says_what_will_be_here(scene):
    PlanSnapshot.objects.update(active=False)
    client = signed_in(scene.people["owner"])
    assert "There is no plan yet" in text(client.get("/plan/"))
    assert "There is no plan yet" in text(client.get("/plan/print/"))
    assert "There is no plan yet" in text(client.get("/plan/stale/"))
    assert "There is no plan yet that could be changed" in text(client.get("/plan/emergency/"))


@pytest.mark.parametrize("role", sorted(ROLES))
def test_everybody_may_read_the_plan(scene, role):
    client = signed_in(scene.people[role])
    assert client.get("/plan/print/").status_code == 200
    shown = text(client.get("/plan/"))
    assert ("/plan/stale/" in shown) == (role not in {"agency", "data_protection", "works_council"})
