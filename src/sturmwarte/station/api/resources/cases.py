"""Cases: read, and worked on. Each verb is the action the Desk's key does."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from sturmwarte.core.post import LIVE
from sturmwarte.station.api.caller import Caller, Needs, caller
from sturmwarte.station.api.errors import Problem
from sturmwarte.station.api.fields import Limit, Line, Moment, Number, Revision, Text
from sturmwarte.station.api.once import once
from sturmwarte.station.people.models import User
from sturmwarte.station.people.permissions import CASES, WORK
from sturmwarte.station.respond.actions.assign import assign
from sturmwarte.station.respond.actions.close import close
from sturmwarte.station.respond.actions.ignore import ignore
from sturmwarte.station.respond.actions.note import note
from sturmwarte.station.respond.actions.postpone import postpone, resume
from sturmwarte.station.respond.actions.promise import keep_promise, promise
from sturmwarte.station.respond.actions.take import take
from sturmwarte.station.respond.actions.undo import undo
from sturmwarte.station.respond.due import overdue as is_late
from sturmwarte.station.respond.models import Case as Row

router = Router(tags=["cases"])
READ, WRITE = Needs("cases:read", CASES), Needs("cases:write", WORK)


class Case(Schema):
    """`revision` is sent back with each step: if the case has moved on, the step is refused (409)."""

    id: int
    revision: int
    state: str = Field(description="open, taken or closed")
    network: str
    post: str = Field(description="the post that opened it; read it with /post")
    channel: str
    topics: list[str]
    kind: str
    verdict: str
    priority: int
    owner: str
    deputy: str
    private: bool
    taken_by: str = Field(description="name of who has taken it; empty: nobody")
    opened_at: datetime
    acknowledge_by: datetime | None
    deadline: datetime | None
    postponed_until: datetime | None
    promised_until: datetime | None
    closed_at: datetime | None
    result: str


class Cases(Schema):
    """Oldest first; `next` is the `after` of the page that follows, null at the end."""

    items: list[Case]
    next: int | None


class Named(Schema):
    network: str
    id: str


class Step(Schema):
    """Something a person did on the case. `reason` is what they wrote."""

    at: datetime
    by: str
    action: str
    reason: str


class Whole(Case):
    posts: list[Named]
    history: list[Step]


class Asked(Schema):
    state: Literal["open", "taken", "closed", "unfinished"] = "unfinished"
    overdue: bool = False
    channel: Line | None = None
    kind: Line | None = None
    owner: Line | None = None
    after: int = Field(0, ge=0, le=2**63 - 1)
    limit: Limit = 50


class Seen(Schema):
    revision: Revision


class Noted(Schema):
    text: Text


class Closed(Seen):
    result: Line
    reason: Text = ""


class Reasoned(Seen):
    reason: Text


class Until(Seen):
    until: Moment
    reason: Text = ""


class Later(Seen):
    until: Moment | None = Field(None, description="null: until something new happens")
    reason: Text = ""


class Given(Seen):
    """To a person by e-mail, or to a team by its id in the plan."""

    person: Line = ""
    team: Line = ""


@router.get("/cases", auth=READ, response=Cases, summary="Cases, oldest first")
def cases(request: HttpRequest, asked: Query[Asked]) -> Cases:
    who = caller(request)
    rows = who.visible(Row.objects.filter(run=LIVE, pk__gt=asked.after)).select_related("taken_by")
    rows = rows.exclude(state="closed") if asked.state == "unfinished" else rows.filter(state=asked.state)
    if asked.overdue:
        rows = rows.filter(is_late(who.now))
    given = {"channel": asked.channel, "kind": asked.kind, "owner": asked.owner}
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    found = list(rows.order_by("pk")[: asked.limit + 1])
    full = len(found) > asked.limit
    return Cases(items=[told(row) for row in found[: asked.limit]], next=found[-2].pk if full else None)


@router.get("/cases/{id}", auth=READ, response=Whole, summary="One case with its posts and history")
def case(request: HttpRequest, id: Number) -> Whole:
    _who, row = _seen(request, id)
    history = row.decisions.select_related("by").order_by("pk")
    return Whole(
        **told(row).model_dump(),
        posts=[Named(network=one.network, id=one.post) for one in row.posts.order_by("pk")],
        history=[Step(at=one.at, by=_name(one.by), action=one.action, reason=one.reason) for one in history],
    )


@router.post("/cases/{id}/note", auth=Needs("cases:write"), response=Case, summary="Write a note")
@once
def note_case(request: HttpRequest, id: Number, asked: Noted) -> Case:
    who, row = _seen(request, id)
    if not who.who.notes(row):
        raise Problem(403, "role", "The token's person may only look at this case.")
    note(row, who.user, asked.text, who.now)
    return told(Row.objects.select_related("taken_by").get(pk=row.pk))


@router.post("/cases/{id}/take", auth=WRITE, response=Case, summary="Take it")
@once
def take_case(request: HttpRequest, id: Number, asked: Seen) -> Case:
    return _step(request, id, lambda who, row: take(row, who.user, asked.revision, who.now))


@router.post("/cases/{id}/assign", auth=WRITE, response=Case, summary="Give it to somebody")
@once
def assign_case(request: HttpRequest, id: Number, asked: Given) -> Case:
    to = _receiver(asked)
    return _step(request, id, lambda who, row: assign(row, who.user, to, asked.revision, who.now))


@router.post("/cases/{id}/postpone", auth=WRITE, response=Case, summary="Postpone it")
@once
def postpone_case(request: HttpRequest, id: Number, asked: Later) -> Case:
    return _step(
        request,
        id,
        lambda who, row: postpone(row, who.user, asked.until, asked.reason, asked.revision, who.now),
    )


@router.post("/cases/{id}/resume", auth=WRITE, response=Case, summary="Bring it back")
@once
def resume_case(request: HttpRequest, id: Number, asked: Seen) -> Case:
    return _step(request, id, lambda who, row: resume(row, who.user, asked.revision, who.now))


@router.post("/cases/{id}/promise", auth=WRITE, response=Case, summary="Note a promise to the author")
@once
def promise_case(request: HttpRequest, id: Number, asked: Until) -> Case:
    return _step(
        request,
        id,
        lambda who, row: promise(row, who.user, asked.until, asked.reason, asked.revision, who.now),
    )


@router.post("/cases/{id}/promise/keep", auth=WRITE, response=Case, summary="The promise was kept")
@once
def keep_case(request: HttpRequest, id: Number, asked: Seen) -> Case:
    return _step(request, id, lambda who, row: keep_promise(row, who.user, asked.revision, who.now))


@router.post("/cases/{id}/ignore", auth=WRITE, response=Case, summary="Ignore it, with a reason")
@once
def ignore_case(request: HttpRequest, id: Number, asked: Reasoned) -> Case:
    return _step(request, id, lambda who, row: ignore(row, who.user, asked.reason, asked.revision, who.now))


@router.post("/cases/{id}/close", auth=WRITE, response=Case, summary="Close it with its result")
@once
def close_case(request: HttpRequest, id: Number, asked: Closed) -> Case:
    return _step(
        request,
        id,
        lambda who, row: close(row, who.user, asked.result, asked.reason, asked.revision, who.now),
    )


@router.post("/cases/{id}/undo", auth=WRITE, response=Case, summary="Take back one's last step")
@once
def undo_case(request: HttpRequest, id: Number, asked: Seen) -> Case:
    return _step(request, id, lambda who, row: undo(row, who.user, asked.revision, who.now))


def told(row: Row) -> Case:
    return Case(
        id=row.pk, revision=row.revision, state=row.state, network=row.network, post=row.post,
        channel=row.channel, topics=row.topics, kind=row.kind, verdict=row.verdict, priority=row.priority,
        owner=row.owner, deputy=row.deputy, private=row.private, taken_by=_name(row.taken_by),
        opened_at=row.opened_at, acknowledge_by=row.acknowledge_by, deadline=row.deadline,
        postponed_until=row.postponed_until, promised_until=row.promised_until, closed_at=row.closed_at,
        result=row.result,
    )  # fmt: skip


def _seen(request: HttpRequest, id: int) -> tuple[Caller, Row]:
    """The caller and the case, or 404: whether it exists is not told to who may not see it."""
    who = caller(request)
    row = Row.objects.filter(run=LIVE, pk=id).select_related("taken_by").first()
    if row is None or not who.sees(row):
        raise Http404
    return who, row


def _step(request: HttpRequest, id: int, act: Callable[[Caller, Row], Row]) -> Case:
    who, row = _seen(request, id)
    if not who.who.works(row):
        raise Problem(403, "role", "The token's person may only look at this case.")
    return told(act(who, row))


def _receiver(asked: Given) -> User | str:
    if bool(asked.person) == bool(asked.team):
        raise Problem(422, "invalid", "Name either a person (e-mail) or a team (id).")
    if asked.team:
        return asked.team
    found = User.objects.filter(email=asked.person.strip().lower(), is_active=True, sealed=None).first()
    if found is None:
        raise Problem(422, "invalid", "person: nobody here has this e-mail address.")
    return found


def _name(user: User | None) -> str:
    return str(user) if user is not None else ""
