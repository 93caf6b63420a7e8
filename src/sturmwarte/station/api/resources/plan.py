"""The active plan, and checks of plan files and queries before anybody relies on them."""

from datetime import datetime
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from sturmwarte import packs
from sturmwarte.core.plan.load import load
from sturmwarte.core.plan.section import Problem
from sturmwarte.core.query.errors import QueryError
from sturmwarte.core.query.parse import parse
from sturmwarte.core.reason import say
from sturmwarte.core.sections import SECTIONS
from sturmwarte.station.api.caller import Needs
from sturmwarte.station.api.fields import Line, Text
from sturmwarte.station.plan.models import PlanSnapshot
from sturmwarte.station.plan.pages.active import active_plan

router = Router(tags=["plan"])
MOST_FILE = 400_000


class Plan(Schema):
    version: str
    activated_at: datetime
    activated_by: str
    gaps: list[str] = Field(description="sections the plan leaves empty")
    files: dict[str, str]


class Topic(Schema):
    id: str
    name: str
    query: str


class Topics(Schema):
    items: list[Topic]


class Files(Schema):
    files: dict[Line, Annotated[str, Field(max_length=MOST_FILE)]] = Field(max_length=100)


class Finding(Schema):
    """Line and column count from 1; 0 where the whole file is meant."""

    file: str
    line: int
    column: int
    what: str
    fix: str


class Checked(Schema):
    """`version` is empty where errors stand against the plan."""

    version: str
    errors: list[Finding]
    warnings: list[Finding]


class Understood(Schema):
    ok: bool
    column: int | None = None
    what: str = ""


@router.get("/plan", auth=Needs("plan:read"), response=Plan, summary="The active plan")
def plan(request: HttpRequest) -> Plan:
    row = PlanSnapshot.objects.filter(active=True).first()
    if row is None:
        raise Http404
    found = active_plan().plan
    return Plan(
        version=row.version, activated_at=row.activated_at, activated_by=row.activated_by,
        gaps=list(found.gaps) if found else [], files=row.files,
    )  # fmt: skip


@router.get("/topics", auth=Needs("plan:read"), response=Topics, summary="Topics of the active plan")
def topics(request: HttpRequest) -> Topics:
    entries = active_plan().section("topics") or ()
    return Topics(items=[Topic(id=one.id, name=one.name or one.id, query=one.query) for one in entries])


@router.post("/plan/check", auth=Needs("plan:read"), response=Checked, summary="Check plan files")
def check(request: HttpRequest, asked: Files) -> Checked:
    """Changes nothing: says what is wrong, where, and the mend."""
    loaded = load(asked.files, SECTIONS)
    return Checked(
        version=loaded.plan.version if loaded.plan else "",
        errors=[_finding(one) for one in loaded.errors],
        warnings=[_finding(one) for one in loaded.warnings],
    )


@router.get("/query/check", auth=Needs("plan:read"), response=Understood, summary="Check a query")
def check_query(request: HttpRequest, q: Query[Text]) -> Understood:
    try:
        parse(q)
    except QueryError as error:
        return Understood(ok=False, column=error.column, what=error.text("en"))
    return Understood(ok=True)


def _finding(problem: Problem) -> Finding:
    texts = packs.texts("en")
    fix = say(problem.fix, texts) if problem.fix else ""
    what = say(problem.what, texts)
    return Finding(file=problem.file, line=problem.line, column=problem.column, what=what, fix=fix)
