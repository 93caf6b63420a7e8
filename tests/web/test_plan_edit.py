"""Editing the plan through its pages: forms for everything, files, difference, and who may."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils import timezone

from sturmwarte.core.plan.load import load, merge
from sturmwarte.core.sections import SECTIONS
from sturmwarte.station.plan.actions import draft as drafts
from sturmwarte.station.plan.actions.save_file import packed
from sturmwarte.station.plan.forms.entries import places
from sturmwarte.station.plan.models import Trial
from sturmwarte.station.plan.pages.edit.place import address
from tests.web.scene import plan_files

pytestmark = pytest.mark.django_db


class Form(HTMLParser):
    """What a browser would send for the form with this id or attribute, untouched."""

    def __init__(self, html, mark):
        super().__init__()
        self.mark, self.depth, self.pairs, self.area, self.choice = mark, 0, [], None, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.depth = 1 if self.mark in given or given.get("id") == self.mark else 0
        if not self.depth or "disabled" in given:
            return
        name = given.get("name")
        if tag == "input" and name and given.get("type") not in ("submit", "button", "file"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.pairs.append((name, given.get("value", "on") or ""))
        elif tag == "textarea":
            self.area = [name, ""]
        elif tag == "select":
            self.choice = [name, None]
        elif tag == "option" and self.choice and (self.choice[1] is None or "selected" in given):
            self.choice[1] = given.get("value", "")

    def handle_data(self, data):
        if self.area:
            self.area[1] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.depth = 0
        if tag == "textarea" and self.area:
            self.pairs.append((self.area[0], self.area[1].removeprefix("\n")))
            self.area = None
        if tag == "select" and self.choice:
            self.pairs.append((self.choice[0], self.choice[1] or ""))
            self.choice = None

    def data(self, **changed):
        given = {}
        for name, value in self.pairs:
            given.setdefault(name, []).append(value)
        return {**given, **changed}


@pytest.fixture
def owner(scene):
    client = Client()
    client.force_login(scene.people["owner"], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def draft(scene):
    return drafts.begin(scene.people["owner"], timezone.now())


def form_at(client, url, mark="data-entry"):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return Form(answer.content.decode(), mark)


def test_every_entry_opens_and_saving_it_untouched_changes_nothing(owner, draft):
    data, count = merge(draft.files, SECTIONS).data, 0
    for section in SECTIONS:
        assert owner.get(f"/plan/draft/in/{section.name}/", follow=True).status_code == 200
        for path in places(section.name, data)[:3]:
            form = form_at(owner, address(path))
            answer = owner.post(address(path), form.data())
            assert answer.status_code == 302, (
                path,
                re.findall(r'class="wrong".*?</p>', answer.content.decode()),
            )
            count += 1
    now = drafts.required()
    assert (now.step, now.files) == (0, plan_files())
    assert count > 30


def test_a_field_is_changed_and_the_rest_keeps_its_letters(owner, draft):
    url = address(("topics", 0))
    answer = owner.post(url, form_at(owner, url).data(name="Alles über uns"), follow=True)
    assert "Alles über uns" in answer.content.decode()
    now = drafts.required()
    assert now.files["topics.yaml"] == plan_files()["topics.yaml"].replace(
        "name: Über uns", "name: Alles über uns"
    )
    assert Trial.objects.get(revision=now.revision).kind == "tests"


def test_a_mistake_is_told_at_its_field_while_it_is_typed(owner, draft):
    url = address(("people", 0))
    answer = owner.post(f"{url}?check", form_at(owner, url).data(deputy="niemand", name=""))
    html = answer.content.decode()
    at = dict(re.findall(r'id="f-(\w+)-faults" hx-swap-oob="innerHTML">(.*?)</div>', html))
    assert "wrong" in at["deputy"]
    assert "wrong" in at["name"]
    assert "wrong" not in at["email"]
    assert drafts.required().step == 0


def test_rows_come_and_go_before_anything_is_saved(owner, draft):
    url = address(("people", 1))
    more = owner.post(url, form_at(owner, url).data(op="add:absences"), headers={"HX-Request": "true"})
    assert 'name="absences.n0.start"' in more.content.decode()
    filled = Form(f"<form data-entry>{more.content.decode()}</form>", "data-entry").data(
        **{"absences.n0.start": "2027-07-01", "absences.n0.end": "2027-07-14"}
    )
    assert drafts.required().step == 0
    owner.post(url, filled)
    person = load(drafts.required().files, SECTIONS).plan.values["people"][1]
    assert str(person.absences[0].end) == "2027-07-14"
    gone = owner.post(url, form_at(owner, url).data(op="remove:absences.0"), headers={"HX-Request": "true"})
    owner.post(url, Form(f"<form data-entry>{gone.content.decode()}</form>", "data-entry").data())
    assert drafts.required().files == plan_files()


def test_entries_are_added_copied_moved_deleted_and_all_of_it_undone(owner, draft):
    def verb(section, **given):
        return owner.post(f"/plan/draft/in/{section}/list/", given)

    names = lambda: [one["id"] for one in merge(drafts.required().files, SECTIONS).data["people"]]  # noqa: E731
    before = names()
    verb("people", verb="copy", place="0", title="Dorothea Zeisig")
    assert names()[:2] == ["dorothea", "dorothea-2"]
    verb("people", verb="down", place="0", title="Dorothea Zeisig")
    assert names()[:2] == ["dorothea-2", "dorothea"]
    verb("people", verb="remove", place="0", title="Dorothea Zeisig")
    assert names() == before
    added = verb("triage", verb="add", list="rules")
    assert added["Location"].startswith("/plan/draft/in/triage/rules.")
    assert (
        verb("people", verb="remove", place="0", title="Somebody else")["Location"]
        == "/plan/draft/in/people/"
    )
    assert names() == before
    for _ in range(4):
        owner.post("/plan/draft/undo/", {"revision": drafts.required().revision})
    assert drafts.required().files == plan_files()


def test_two_people_edit_one_entry(owner, draft):
    url = address(("topics", 0))
    mine, theirs = form_at(owner, url), form_at(owner, url)
    owner.post(url, theirs.data(purpose="Zweck von ihnen", name="Ihr Name"))
    owner.post(url, mine.data(legal_basis="Grundlage von mir"))
    topic = merge(drafts.required().files, SECTIONS).data["topics"][0]
    assert (topic["purpose"], topic["legal_basis"]) == ("Zweck von ihnen", "Grundlage von mir")
    answer = owner.post(url, mine.data(name="Mein Name"))
    assert answer.status_code == 409
    html = answer.content.decode()
    assert 'value="Mein Name"' in html
    assert "Ihr Name" in html
    owner.post(url, Form(html, "data-entry").data())
    topic = merge(drafts.required().files, SECTIONS).data["topics"][0]
    assert (topic["name"], topic["purpose"]) == ("Mein Name", "Zweck von ihnen")


def test_files_and_forms_are_one_draft(owner, draft):
    url = "/plan/files/?file=times.yaml"
    text = dict(form_at(owner, url, "data-file").pairs)["text"]
    form = form_at(owner, url, "data-file")
    wrong = owner.post("/plan/files/check/", form.data(text=text.replace("reply: 2 h", "reply: bald")))
    assert "times.yaml:" in wrong.content.decode()
    owner.post("/plan/files/save/", form.data(text=text.replace("reply: 2 h", "reply: 90 min")))
    assert 'value="90 min"' in owner.get(address(("deadlines",))).content.decode()
    clash = owner.post("/plan/files/save/", form.data(text="hours:\n"))
    assert clash.status_code == 409
    assert "hours:" in clash.content.decode()
    owner.post("/plan/files/save/", {"file": "../evil.yaml", "text": "x", "was": ""})
    assert set(drafts.required().files) == set(plan_files())


def test_files_leave_and_return_as_a_zip(owner, draft):
    answer = owner.get("/plan/files/plan.zip")
    assert answer["Content-Disposition"].startswith("attachment")
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    files = {"one.yaml": "company: {name: Neu}\n"}
    for upload in (
        SimpleUploadedFile("plan.zip", packed(files, timezone.now())),
        SimpleUploadedFile("plan.zip", answer.content),
    ):
        owner.post("/plan/draft/upload/", {"files": [upload]})
    assert drafts.required().files == plan_files()
    owner.post("/plan/draft/undo/", {"revision": drafts.required().revision})
    assert drafts.required().files == files
    answer = owner.post(
        "/plan/draft/upload/", {"files": [SimpleUploadedFile("x.zip", b"no zip")]}, follow=True
    )
    assert "x.zip" in answer.content.decode()


def test_a_first_plan_is_made_from_a_template(owner, scene):
    from sturmwarte.station.plan.models import PlanSnapshot  # noqa: PLC0415

    PlanSnapshot.objects.update(active=False)
    assert "plan/draft/template/" in owner.get("/plan/draft/").content.decode()
    given = {"name": "Nordbahn", "brands": "NB", "trade": "transport", "size": "1", "language": "de"}
    owner.post("/plan/draft/template/", given)
    assert load(drafts.required().files, SECTIONS).plan is not None
    assert (
        "all of it is new"
        in owner.get("/plan/difference/", headers={"accept-language": "en"}).content.decode()
    )


def test_a_preview_counts_what_a_query_finds(owner, scene):
    answer = owner.post("/plan/draft/preview/", {"query": "zeisig"})
    assert "<b" in answer.content.decode()
    assert "Toaster" in answer.content.decode()
    assert "wrong" in owner.post("/plan/draft/preview/", {"query": "zeisig AND ("}).content.decode()


def test_a_lead_of_one_channel_does_not_change_the_plan(scene, draft):
    from sturmwarte.station.people.models import Grant  # noqa: PLC0415

    lead = scene.people["lead"]
    lead.grants.all().delete()
    Grant.objects.create(user=lead, role="lead", channel="mastodon")
    client = Client()
    client.force_login(lead, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = address(("topics", 0))
    client.post(url, form_at(client, url).data(name="Neu"))
    client.post("/plan/draft/in/people/list/", {"verb": "remove", "place": "0", "title": "Dorothea Zeisig"})
    client.post("/plan/difference/activate/", {"revision": 1, "reason": "x"})
    assert drafts.required().step == 0
    assert not Trial.objects.exists()
