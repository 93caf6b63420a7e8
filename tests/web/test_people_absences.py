"""Absences: who may enter them, and that they count at once: in triage, in lists, for private messages."""

from datetime import timedelta

import pytest
from django.test import Client

from sturmwarte.core.plan.standing_in import stands_in
from sturmwarte.engine.activation import active_brain
from sturmwarte.engine.sending.receivers import receivers
from sturmwarte.station.archive import Archive, May
from sturmwarte.station.ledger.models import AuditEntry
from sturmwarte.station.people.actions import absences
from sturmwarte.station.people.away import away, named_deputies, stand_in
from sturmwarte.station.people.errors import NotYours, WrongDeputy, WrongEnd, WrongNote
from sturmwarte.station.people.models import Absence, User
from sturmwarte.station.people.permissions import permissions
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.respond.models import Case
from tests.web import scene as scenes

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def client_of(user):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user, backend=BACKEND)
    return client


def login(role, person, scene):
    User.objects.filter(person=person).update(person="")
    User.objects.filter(pk=scene.people[role].pk).update(person=person)
    return User.objects.get(pk=scene.people[role].pk)


def gone(person, now, deputy="", by=None, note=""):
    owner = by or User.objects.get(email="owner@zeisig.example")
    return absences.enter(owner, person, now - HOUR, now + DAY, deputy, note, now)


def test_an_absence_gives_new_posts_to_the_deputy_and_says_why(scene):
    """Praise on Mastodon is Malte's in the plan, with Jette as deputy. Nobody edits the plan."""

    def heard(id):
        post = {"id": id, "channel": "mastodon", "text": "Danke Zeisig, toller Flott!",
                "created_at": scene.now.isoformat(), "author": {"id": id, "handle": id}}  # fmt: skip
        scenes.posts([(scene.now, post)])
        return Archive().get("mastodon", id, may=May.everything()).verdict

    before = heard("praise-1")
    assert before.owner == "malte"
    row = gone("malte", scene.now)
    while_away = heard("praise-2")
    assert while_away.owner == "jette"
    (why,) = [one.why for one in while_away.reasons if one.rule == "owner"]
    assert (why.key, why.args["absent"], why.args["owner"]) == ("triage.owner.absent", "malte", "jette")
    absences.withdraw(User.objects.get(email="owner@zeisig.example"), row, scene.now)
    gone("malte", scene.now, deputy="dorothea")
    assert heard("praise-3").owner == "dorothea", "whom Malte named comes before whom the plan names"
    Absence.objects.update(until=scene.now)
    assert heard("praise-4").owner == "malte", "over is over"


def test_absences_do_not_outlive_their_moment_in_what_triage_remembers(scene):
    """Triage remembers its answers; the same question under another absence is another question."""
    brain = active_brain(scene.now)
    post = Archive().get("mastodon", "p4", may=May.everything())
    asked = [(post.post, post.reading, frozenset(post.topics), brain.triage and scenes_context())]
    first = brain.recommend(asked, scene.now)[0].owner
    members = ("svea", "emre", "birgit", "jette", "malte", "tilman", "ibrahim")
    other = brain.recommend(asked, scene.now, tuple((one, "") for one in members))[0].owner
    assert first != other
    assert brain.recommend(asked, scene.now)[0].owner == first


def scenes_context():
    from sturmwarte.core.triage.seen import NOTHING_KNOWN  # noqa: PLC0415

    return NOTHING_KNOWN


def test_open_work_falls_to_whoever_stands_in_private_messages_too(scene):
    emre = login("approver", "emre", scene)
    private = scene.cases["p2"]
    Case.objects.filter(pk=private.pk).update(owner="svea", deputy="", taken_by=None)
    url = f"/desk/{private.pk}/"
    assert client_of(emre).get(url).status_code == 404
    row = gone("svea", scene.now)
    assert permissions(emre, scene.now).names >= {"emre", "svea"}
    assert client_of(emre).get(url).status_code == 200, "Svea's deputy by the plan"
    assert {c.pk for c in permissions(emre, scene.now).visible(Case.objects.all())} >= {private.pk}
    Absence.objects.filter(pk=row.pk).update(deputy="birgit")
    assert client_of(emre).get(url).status_code == 404, "she named Birgit instead"
    Absence.objects.filter(pk=row.pk).update(deputy="", withdrawn_at=scene.now)
    assert client_of(emre).get(url).status_code == 404, "she is back"


def test_a_ring_of_absent_deputies_ends(scene):
    plan = active_plan().plan
    assert stands_in(plan, {"svea": ""}, "svea") == "emre"
    assert stands_in(plan, {"svea": "", "emre": ""}, "svea") == ""
    assert stands_in(plan, {"svea": "jette", "jette": "kundendienst"}, "svea") == "kundendienst"
    assert stands_in(plan, {"svea": "", "emre": "", "birgit": ""}, "kundendienst") == "kommunikation"


def test_who_is_told_follows_too(scene):
    told = [one.email for one in receivers("svea", active_plan(), scene.now, scene.now.date())]
    gone("svea", scene.now)
    after = [one.email for one in receivers("svea", active_plan(), scene.now, scene.now.date())]
    assert (told, after) == (["duty@zeisig.example"], ["emre@zeisig.example"])
    assert set(away(scene.now)) == {"svea"}
    assert away(scene.now + 2 * DAY) == {}
    assert stand_in("svea", scene.now) == "emre"
    assert named_deputies(scene.now) == (("svea", ""),)


def test_one_enters_it_for_oneself_ones_team_or_as_a_lead(scene):
    svea, jette = login("duty", "svea", scene), login("member", "jette", scene)
    reader = scene.people["reader"]
    for user, person, may in (
        (svea, "svea", True), (svea, "emre", True), (svea, "jette", False), (jette, "malte", True),
        (jette, "svea", False), (reader, "svea", False), (scene.people["lead"], "cem", True),
        (scene.people["agency"], "cem", False), (scene.people["works_council"], "cem", False),
    ):  # fmt: skip
        assert absences.may_enter(user, person, scene.now) is may, (user.name, person)
        if not may:
            with pytest.raises(NotYours):
                absences.enter(user, person, scene.now, scene.now + DAY, "", "", scene.now)
    row = gone("cem", scene.now)
    for user in (svea, reader):
        assert client_of(user).post(f"/station/absences/{row.pk}/withdraw/").status_code == 404
    assert Absence.objects.get(pk=row.pk).withdrawn_at is None
    assert client_of(scene.people["agency"]).get("/station/absences/").status_code == 403


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"until": -DAY}, WrongEnd), ({"until": 400 * DAY}, WrongEnd), ({"deputy": "svea"}, WrongDeputy),
        ({"deputy": "nobody"}, WrongDeputy), ({"note": "krankgeschrieben"}, WrongNote),
        ({"note": "at the doctor's"}, WrongNote), ({"person": "nobody"}, NotYours),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_reason(scene, change, error):
    what = {"person": "svea", "until": DAY, "deputy": "", "note": ""} | change
    with pytest.raises(error):
        absences.enter(scene.people["owner"], what["person"], scene.now, scene.now + what["until"],
                       what["deputy"], what["note"], scene.now)  # fmt: skip
    assert not Absence.objects.exists()


def test_the_page_enters_shows_takes_back_and_undoes(scene):
    client = client_of(scene.people["owner"])
    today = scene.now.date()
    form = {"person": "malte", "start": today, "until": today + 3 * DAY, "deputy": "", "note": "Fortbildung"}
    page = client.post("/station/absences/enter/", form, follow=True).content.decode()
    row = Absence.objects.get()
    assert "Jette Carstens stands in" in page
    assert "Fortbildung" in page
    assert f"/station/absences/{row.pk}/withdraw/" in page
    page = client.post(f"/station/absences/{row.pk}/withdraw/", follow=True).content.decode()
    assert f"/station/absences/{row.pk}/restore/" in page
    client.post(f"/station/absences/{row.pk}/restore/")
    assert set(away(scene.now + HOUR)) == {"malte"}
    told = list(AuditEntry.objects.filter(subject="person:malte").values_list("action", flat=True))
    assert told == ["people.away", "people.back", "people.away"]
    assert "Fortbildung" not in str(AuditEntry.objects.values()), "notes go with the absence"
    wrong = client.post("/station/absences/enter/", form | {"note": "Grippe"}).content.decode()
    assert 'value="Grippe"' in wrong, "what was typed stays"
    assert "about health" in wrong


def test_old_absences_are_forgotten(scene):
    old = gone("cem", scene.now - 60 * DAY)
    gone("malte", scene.now)
    assert not Absence.objects.filter(pk=old.pk).exists()
