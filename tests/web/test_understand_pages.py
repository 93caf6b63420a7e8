"""How a post is read, corrected and labelled, and what was learned: through the pages' addresses."""

import re
from datetime import timedelta

import msgspec
import pytest
from django.test import Client

from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.figures import Bin, Cover, Figures, Score, VoterFigure
from sturmwarte.station.understand.models import Label, ModelVersion, Skipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_role(scene):
    def sign_in(role: str, **headers: str) -> Client:
        client = Client(headers={"accept-language": "en", **headers})
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        client.force_login(scene.people[role], backend=backend)
        return client

    return sign_in


def _post(scene, id="p4"):
    case = scene.cases[id]
    return {"network": case.network, "id": case.post}


def _page(client, post) -> str:
    answer = client.get("/post/", post)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_post_says_how_it_is_read_and_who_says_so(scene, as_role):
    page = _page(as_role("owner"), _post(scene))
    for name in (
        "About us",
        "Sentiment",
        "Request",
        "Heat",
        "Emotion",
        "Offensive",
        "Worth an answer",
        "Urgent",
    ):
        assert f">{name}</span>" in page
    assert re.search(r"(surely|probably|rather)</span>", page)
    assert re.search(r'class="value" title="\d+\W+%"', page)
    assert "Who says so?" in page
    assert "Your name" in page or "names you" in page


def test_a_correction_is_told_without_a_name_and_can_be_taken_back(scene, as_role):
    client, post = as_role("lead"), _post(scene)
    answer = client.post("/understand/correct/", post | {"dimension": "sentiment", "value": "positive"})
    assert answer.status_code == 302
    label = Label.objects.get(dimension="sentiment", undone_at=None)
    assert (label.value, label.post) == (["positive"], post["id"])
    rows = client.get("/understand/reading/", post).content.decode()
    assert "positive</bdi></b>" in rows
    assert "by the team" in rows
    assert "Lead" not in rows
    colleague = as_role("owner").get("/understand/reading/", post).content.decode()
    assert "by the team" in colleague
    assert "Take back the correction" not in colleague
    client.post("/understand/take-back/", post | {"dimension": "sentiment"})
    assert not Label.objects.filter(undone_at=None).exists()
    assert "by the team" not in client.get("/understand/reading/", post).content.decode()


def test_a_key_gets_the_rows_and_a_message_that_undoes(scene, as_role):
    client = as_role("lead", HX_Request="true")
    sent = _post(scene) | {"dimension": "kinds", "value": ["complaint", "billing"]}
    answer = client.post("/understand/correct/", sent).content.decode()
    assert Label.objects.get(dimension="kinds").value == ["complaint", "billing"]
    assert 'hx-swap-oob="innerHTML"' in answer
    assert 'data-act="undo"' in answer
    assert "Request: Complaint, Billing or contract" in answer
    again = client.post("/understand/take-back/", _post(scene) | {"dimension": "sentiment"})
    assert again.status_code == 409
    assert "There is nothing of yours to take back here." in again.content.decode()


@pytest.mark.parametrize(
    ("dimension", "value"),
    [("sentiment", "<b>"), ("sentiment", ""), ("nonsense", "yes"), ("heat", "negative")],
)
def test_what_is_no_answer_is_refused(scene, as_role, dimension, value):
    client = as_role("lead")
    answer = client.post(
        "/understand/correct/", _post(scene) | {"dimension": dimension, "value": value}, follow=True
    )
    assert answer.status_code == 200
    assert "This cannot be done" in answer.content.decode()
    assert not Label.objects.exists()


def test_nobody_is_sent_elsewhere_afterwards(scene, as_role):
    sent = _post(scene) | {"dimension": "answer", "value": "no", "next": "https://evil.example/"}
    answer = as_role("lead").post("/understand/correct/", sent)
    assert answer["Location"].startswith("/post/?")
    assert Label.objects.get().value == []


def test_one_corrects_only_what_one_sees(scene, as_role):
    member = as_role("member")  # of the channel mastodon
    sent = {"dimension": "sentiment", "value": "negative"}
    assert member.post("/understand/correct/", _post(scene) | sent).status_code == 302
    assert member.post("/understand/correct/", _post(scene, "p3") | sent).status_code == 404
    assert member.get("/understand/reading/", _post(scene, "p3")).status_code == 404
    assert as_role("lead").get("/understand/reading/", _post(scene, "p2")).status_code == 404
    assert Label.objects.count() == 1


def test_a_reader_sees_the_reading_and_no_buttons(scene, as_role):
    rows = as_role("reader").get("/understand/reading/", _post(scene)).content.decode()
    assert "Sentiment" in rows
    assert "<form" not in rows


def test_labelling_one_post_after_the_other(scene, as_role):
    client = as_role("lead")
    first = _drawn(client)
    answer = client.post("/understand/queue/label/", _filled(first), follow=True)
    assert Label.objects.filter(source="queue").values("post").distinct().count() == 1
    assert {label.dimension for label in Label.objects.all()} >= {"sentiment", "kinds", "heat", "offensive"}
    second = answer.content.decode()
    assert _ticket(second) != _ticket(first)
    client.post("/understand/queue/skip/", {"ticket": _ticket(second)})
    assert Skipped.objects.count() == 1
    back = client.post("/understand/queue/undo/", follow=True).content.decode()
    assert "Taken back: here it is again." in back
    assert not Label.objects.filter(undone_at=None).exists()


def test_a_forged_ticket_labels_nothing(scene, as_role):
    client = as_role("lead")
    sent = _filled(_drawn(client)) | {"ticket": "mine"}
    answer = client.post("/understand/queue/label/", sent, follow=True)
    assert "This cannot be done" in answer.content.decode()
    assert not Label.objects.exists()


def test_the_queue_says_when_nothing_is_left(scene, as_role):
    client = as_role("lead")
    for _ in range(20):
        page = _drawn(client)
        if not _ticket(page):
            break
        client.post("/understand/queue/skip/", {"ticket": _ticket(page)})
    assert "Nothing to label now" in page


def _drawn(client) -> str:
    answer = client.get("/understand/queue/")
    assert answer.status_code == 200
    return answer.content.decode()


def _ticket(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    return found[1] if found else ""


def _filled(page: str) -> dict[str, object]:
    """The form as it is sent when nothing is changed."""
    ticked = re.findall(r'<input type="(?:radio|checkbox)" name="(\w+)" value="(\w+)"[^>]* checked', page)
    assert len(ticked) >= 5, "the form is not filled in"
    sent: dict[str, object] = {"ticket": _ticket(page)}
    for name, value in ticked:
        sent.setdefault(name, []).append(value)  # type: ignore[attr-defined]
    return sent


def _figures() -> Figures:
    return Figures(
        labels=300, held=75, drawn=60, needed=0, learned=True, ece=0.03,
        voters=[
            VoterFigure("team", 1.2, True, Reason("understand.gate.counts")),
            VoterFigure("words", 0.0, False, Reason("understand.gate.no_gain", {"se": 0.3})),
        ],
        scores=[
            Score("majority", 0.5, 0.22, 0.2, 0.25, 60),
            Score("day_one", 0.62, 0.57, 0.51, 0.63, 60),
            Score("all", 0.74, 0.68, 0.62, 0.73, 60),
        ],
        calibration=[Bin(0.1, 0.12, 20), Bin(0.9, 0.88, 20)],
        precision=[Cover(0.8, 0.7, 0.6, 0.85, 0.8), Cover(0.95, None, 0.0, 0.0, 0.0)],
    )  # fmt: skip


@pytest.fixture
def learned(scene):
    for number, state in ((1, "earlier"), (2, "active")):
        ModelVersion.objects.create(
            number=number, made_at=scene.now - timedelta(days=3 - number), made_by="station", labels=300,
            checksum="gone", state=state, figures={"sentiment": msgspec.to_builtins(_figures())},
            why=msgspec.to_builtins([Reason("understand.refit.first")]),
        )  # fmt: skip


def test_what_was_learned_says_plainly_what_is_missing(scene, as_role):
    page = as_role("reader").get("/understand/learning/").content.decode()
    assert "The station reads as it was shipped." in page
    assert re.search(r'<b class="num">\d+</b> more posts until it can be learned', page)
    assert "Learn now" not in page


def test_figures_come_with_their_interval_and_as_tables(learned, as_role):
    client = as_role("lead")
    overview = client.get("/understand/learning/").content.decode()
    assert "Version 2 is at work" in overview
    assert "62–73" in overview
    page = client.get("/understand/learning/?about=sentiment").content.decode()
    assert "<b>74\u202f%</b>" in page
    assert page.count("<table") == 3
    assert "(distance 0.3, 1 is needed)" in page
    assert "never reached so far" in page
    assert "/archive/?q=sentiment%3Anegative" in page


def test_only_owner_and_lead_decide_on_versions(learned, as_role):
    assert "Take back version 2" in as_role("lead").get("/understand/learning/").content.decode()
    assert "Take back version 2" not in as_role("member").get("/understand/learning/").content.decode()
    assert as_role("member").post("/understand/learning/undo/", {"reason": "x"}).status_code == 403
    answer = as_role("lead").post("/understand/learning/undo/", {"reason": "It got worse."}, follow=True)
    assert "Taken back" in answer.content.decode()
    assert ModelVersion.objects.get(number=2).state == "undone"


def test_a_version_without_its_file_is_not_put_to_work(learned, as_role):
    answer = as_role("owner").post("/understand/learning/1/activate/", {"reason": "better"}, follow=True)
    assert "This cannot be done" in answer.content.decode()
    assert ModelVersion.objects.get(number=2).state == "active"
