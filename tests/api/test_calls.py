"""Programs work through the API: with a token, its scopes, its person's rights, and nothing twice."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sturmwarte.station.api import caller
from sturmwarte.station.api.actions.forget_answers import forget_answers
from sturmwarte.station.api.actions.make_token import make_token
from sturmwarte.station.api.actions.revoke_token import revoke_token
from sturmwarte.station.api.build import SCOPES as OPERATIONS
from sturmwarte.station.api.errors import TokenError
from sturmwarte.station.api.models import Answered, Token
from sturmwarte.station.api.scopes import MAKE, SCOPES
from sturmwarte.station.ledger.models import AuditEntry
from sturmwarte.station.people.models import Grant, User
from sturmwarte.station.people.permissions import permissions
from sturmwarte.station.respond.models import Case, Decision
from tests.web.conftest import german, scene  # noqa: F401 - the station with its people

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"
EVERYTHING = tuple(SCOPES)


class Program:
    """A client that sends a token."""

    def __init__(self, token: str = "") -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **asked):
        return self.client.get(ROOT + path, asked, headers=self.headers)

    def post(self, path: str, body=None, **headers):
        return self.client.post(
            ROOT + path, json.dumps(body or {}), content_type="application/json",
            headers=self.headers | {name.replace("_", "-"): value for name, value in headers.items()},
        )  # fmt: skip


@pytest.fixture(autouse=True)
def _no_limits(monkeypatch):
    monkeypatch.setattr(caller, "_calls", caller.Limits(1e6, 10**6, timezone.now().timestamp))
    monkeypatch.setattr(caller, "_wrong", caller.Limits(1e6, 10**6, timezone.now().timestamp))


def token_of(user: User, *scopes: str) -> str:
    """A token with the scopes this person may give."""
    now = timezone.now()
    who = permissions(user, now)
    given = [one for one in scopes or EVERYTHING if who.has(SCOPES[one].roles)]
    return make_token(who, "Probe", given, now + timedelta(days=1), now)[1]


@pytest.fixture
def program(scene):  # noqa: F811
    return lambda role="owner", *scopes: Program(token_of(scene.people[role], *scopes))


def test_without_a_good_token_every_operation_is_closed(scene):  # noqa: F811
    token = token_of(scene.people["owner"])
    row = Token.objects.latest("pk")
    for change in ({"revoked_at": scene.now}, {"revoked_at": None, "expires_at": scene.now}):
        Token.objects.filter(pk=row.pk).update(**change)
        for given in ("", "swa_wrong", token):
            for path, method in OPERATIONS:
                answer = _call(Program(given), path, method)
                assert answer.status_code == 401, (path, given)
                assert answer["WWW-Authenticate"] == "Bearer"
                assert answer["Content-Type"] == "application/problem+json"


def test_every_operation_wants_its_scope_and_a_role(scene):  # noqa: F811
    """A token with all other scopes is refused; so is one whose person has lost every permission."""
    owner = scene.people["owner"]
    for scope in SCOPES:
        others = Program(token_of(owner, *(one for one in SCOPES if one != scope)))
        for (path, method), needed in OPERATIONS.items():
            if needed == scope:
                assert _call(others, path, method).status_code == 403, (path, scope)
    everything = Program(token_of(owner))
    owner.grants.all().delete()
    for path, method in OPERATIONS:
        if path not in {"me", "plan", "topics", "plan/check", "query/check", "changes"}:
            assert _call(everything, path, method).status_code == 403, path
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert everything.get("/me").status_code == 401


def _call(program: Program, path: str, method: str):
    path = "/" + path.replace("{id}", "1")
    return program.get(path) if method == "GET" else program.post(path)


def test_who_makes_tokens_and_what_for(scene):  # noqa: F811
    now = timezone.now()
    for role, user in scene.people.items():
        who = permissions(user, now)
        if role not in MAKE:
            with pytest.raises(TokenError):
                make_token(who, "x", ["plan:read"], now + timedelta(days=1), now)
    member = permissions(scene.people["member"], now)
    for name, scopes, days in (
        ("", ["plan:read"], 1), ("x", [], 1), ("x", ["sources:write"], 1), ("x", ["plan:read"], 400),
        ("x", ["plan:read"], -1),
    ):  # fmt: skip
        with pytest.raises(TokenError):
            make_token(member, name, scopes, now + timedelta(days=days), now)
    row, text = make_token(member, "Bericht", ["plan:read"], now + timedelta(days=1), now)
    assert text not in json.dumps(list(Token.objects.values()), default=str)
    assert text not in json.dumps(list(AuditEntry.objects.values()), default=str)
    with pytest.raises(TokenError):
        revoke_token(permissions(scene.people["lead"], now), row.pk, now)
    revoke_token(permissions(scene.people["owner"], now), row.pk, now)
    assert Program(text).get("/me").status_code == 401


def test_posts_are_found_as_on_the_page(program, scene):  # noqa: F811
    reads = program("owner", "posts:read")
    found = reads.get("/posts", q="zeisig", limit=1).json()
    assert len(found["items"]) == 1
    post = found["items"][0]
    assert post["author"]["handle"] != "handle3", "without names:read a pseudonym"
    rest = reads.get("/posts", q="zeisig", limit=1, after=found["next"]).json()
    assert rest["items"][0]["id"] != post["id"]
    one = reads.get("/post", network=post["network"], id=post["id"]).json()
    assert one["text"] == post["text"]
    assert reads.get("/post/thread", network=post["network"], id=post["id"]).json()["items"]
    assert reads.get("/posts/count", q="zeisig").json()["n"] >= 2
    overview = reads.get("/posts/overview").json()
    assert overview["facets"]["channel"]
    assert overview["scale"] == 1
    named = program("owner", "posts:read", "names:read").get("/posts", q="toaster").json()["items"][0]
    assert named["author"]["handle"] == "handle3"


def test_private_messages_need_their_scope_and_their_grant(program, scene):  # noqa: F811
    private = scene.cases["p2"]
    owner = scene.people["owner"]
    Grant.objects.create(user=owner, role="owner", channel="mail")
    without, allowed = program("owner", "posts:read", "cases:read"), program("owner")
    for reads, status in ((without, 404), (allowed, 200)):
        assert reads.get(f"/cases/{private.pk}").status_code == status
        assert reads.get("/post", network=private.network, id=private.post).status_code == status
        numbers = {one["id"] for one in reads.get("/cases").json()["items"]}
        assert (private.pk in numbers) is (status == 200)
    other = program("lead").get(f"/cases/{private.pk}")
    assert other.status_code == 404


def test_a_member_of_one_channel_reaches_no_other(program, scene):  # noqa: F811
    member = program("member")
    own, foreign = scene.cases["p4"], scene.cases["p3"]
    assert member.get(f"/cases/{own.pk}").status_code == 200
    for verb in ("take", "note", "close", "undo", "ignore", "postpone", "promise", "assign"):
        body = {"revision": 0, "text": "x", "result": "answered", "reason": "x", "until": None, "team": "x"}
        body["until"] = (scene.now + timedelta(days=1)).isoformat()
        assert member.post(f"/cases/{foreign.pk}/{verb}", body).status_code == 404, verb
    assert {one["channel"] for one in member.get("/posts").json()["items"]} == {"mastodon"}


def test_a_case_is_worked_on(program, scene):  # noqa: F811
    works, id = program("owner"), scene.cases["p4"].pk
    case = works.get(f"/cases/{id}").json()
    taken = works.post(f"/cases/{id}/take", {"revision": case["revision"]}).json()
    assert (taken["state"], taken["taken_by"]) == (
        "taken",
        str(User.objects.get(pk=scene.people["owner"].pk)),
    )
    stale = works.post(f"/cases/{id}/close", {"revision": case["revision"], "result": "answered"})
    assert (stale.status_code, stale.json()["type"]) == (409, "urn:sturmwarte:problem:stale")
    assert stale.json()["revision"] == taken["revision"]
    works.post(f"/cases/{id}/note", {"text": "aus dem Bericht"})
    closed = works.post(f"/cases/{id}/close", {"revision": taken["revision"], "result": "answered"}).json()
    assert closed["state"] == "closed"
    again = works.post(f"/cases/{id}/undo", {"revision": closed["revision"]}).json()
    assert again["state"] == "taken"
    history = works.get(f"/cases/{id}").json()["history"]
    assert [one["action"] for one in history][:3] == ["take", "note", "close"]
    refused = works.post(f"/cases/{id}/close", {"revision": again["revision"], "result": "nonsense"})
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:sturmwarte:problem:refused")


def test_the_same_call_again_does_nothing_twice(program, scene):  # noqa: F811
    works, id = program("owner"), scene.cases["p4"].pk
    first = works.post(f"/cases/{id}/note", {"text": "einmal"}, Idempotency_Key="k1")
    again = works.post(f"/cases/{id}/note", {"text": "einmal"}, Idempotency_Key="k1")
    assert again.json() == first.json()
    assert again["Idempotency-Replayed"] == "true"
    assert Decision.objects.filter(case=id, reason="einmal").count() == 1
    other = works.post(f"/cases/{id}/note", {"text": "anders"}, Idempotency_Key="k1")
    assert other.status_code == 422
    assert works.post(f"/cases/{id}/note", {"text": ""}, Idempotency_Key="k2").status_code == 422
    assert not Answered.objects.filter(key="k2").exists(), "a refusal is not remembered"
    assert works.post(f"/cases/{id}/note", {"text": "jetzt"}, Idempotency_Key="k2").status_code == 200
    forget_answers(timezone.now() + timedelta(hours=25))
    assert not Answered.objects.exists(), "what was answered is not kept for longer than a day"
    colleague = program("lead").post(f"/cases/{id}/note", {"text": "k"}, Idempotency_Key="k1")
    assert colleague.status_code == 200, "keys of other tokens are none of this one's"


def test_what_is_wrong_is_said_with_its_place(program):
    reads = program("owner")
    wrong = reads.get("/posts", q="zeisig AND (toaster").json()
    assert (wrong["status"], wrong["column"]) == (400, 12)
    assert reads.get("/posts", after="rubbish").json()["type"] == "urn:sturmwarte:problem:cursor"
    invalid = reads.get("/posts", limit=0).json()
    assert invalid["errors"] == [{"where": "limit", "what": "Input should be greater than or equal to 1"}]
    assert (
        reads.post("/plan/check", {"files": {"topics.yaml": "topics: [{id: a}]"}}).json()["errors"][0]["file"]
        == "topics.yaml"
    )
    assert reads.get("/query/check", q="(").json()["ok"] is False
    body = reads.client.post(f"{ROOT}/mute", "{", content_type="application/json", headers=reads.headers)
    assert body.json()["type"] == "urn:sturmwarte:problem:unreadable"
    for path in (
        "/posts?q=%00",
        "/post?network=a&id=%00",
        "/counts?since=0001-01-01T00:00Z&until=9999-12-31T00:00Z",
    ):
        assert reads.client.get(ROOT + path, headers=reads.headers).status_code == 422, path


def test_counts_tell_what_was_not_heard(program, scene):  # noqa: F811
    asked = {"since": (scene.now - timedelta(days=1)).isoformat(), "until": scene.now.isoformat()}
    counts = program("owner").get("/counts", **asked).json()
    assert sum(n for _at, n in counts["counts"]) >= 2
    assert isinstance(counts["not_heard"], list)
    backwards = {"since": asked["until"], "until": asked["since"]}
    assert program("owner").get("/counts", **backwards).status_code == 422


def test_a_reading_is_corrected(program, scene):  # noqa: F811
    case = scene.cases["p3"]
    asked = {"network": case.network, "id": case.post, "values": {"sentiment": ["negative"]}}
    assert program("owner").post("/readings", asked).json() == {"values": {"sentiment": ["negative"]}}
    strange = program("owner").post("/readings", asked | {"values": {"taste": ["sweet"]}})
    assert strange.json()["type"] == "urn:sturmwarte:problem:refused"


def test_too_many_calls_are_slowed_down(program, monkeypatch):
    monkeypatch.setattr(caller, "_calls", caller.Limits(0.1, 2, lambda: 0.0))
    reads = program("owner")
    statuses = [reads.get("/me").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert int(reads.get("/me")["Retry-After"]) >= 1


def test_the_room_makes_shows_and_ends_tokens(scene):  # noqa: F811
    client = Client()
    client.force_login(scene.people["member"], backend="allauth.account.auth_backends.AuthenticationBackend")
    shown = client.get("/station/tokens/").content.decode()
    assert "sources:write" not in shown, "nobody gives what they may not do"
    end = (timezone.localdate() + timedelta(days=5)).isoformat()
    made = client.post(
        "/station/tokens/make/", {"name": "Bericht <b>", "expires": end, "scopes": ["cases:read"]}
    )
    text = made.content.decode().split('class="token">')[1].split("<")[0]
    assert Program(text).get("/cases").status_code == 200
    assert made["Cache-Control"] == "no-store"
    assert "Bericht &lt;b&gt;" in made.content.decode()
    assert text not in client.get("/station/tokens/").content.decode()
    client.post(f"/station/tokens/{Token.objects.latest('pk').pk}/revoke/")
    assert Program(text).get("/cases").status_code == 401
    wrong = client.post("/station/tokens/make/", {"name": "", "expires": end, "scopes": ["people:write"]})
    assert wrong.status_code == 400
    assert client.get("/station/api/").status_code == 200


def test_every_case_is_found_by_turning_pages(program, scene):  # noqa: F811
    reads, seen, after = program("owner"), [], 0
    while after is not None:
        page = reads.get("/cases", limit=1, after=after, state="unfinished").json()
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
    who = permissions(scene.people["owner"], scene.now)
    assert seen == [case.pk for case in Case.objects.order_by("pk") if who.sees(case)]
