"""The files that left the station: who took out what, when, and with names or without. An erasure cannot
reach them."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sturmwarte.station.archive.models import ExportedFile
from sturmwarte.station.archive.moments import moment
from sturmwarte.station.archive.pages.hostile import excerpt
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.models import Role, User
from sturmwarte.station.people.permissions import EXPORT

_MOST = 200
SEES = EXPORT | {Role.DATA_PROTECTION}


@dataclass(frozen=True)
class Taken:
    """A file as the list shows it."""

    at: datetime
    name: str
    by: str
    query: str
    form: str
    posts: int
    named: bool


@page(SEES)
def exports(request: HttpRequest) -> HttpResponse:
    found = ExportedFile.objects.order_by("-id").values("at", "name", "by", "query", "form", "posts", "named")
    rows = list(found[:_MOST])
    people = _people({row["by"] for row in rows})
    files = [
        Taken(
            moment(row["at"]),
            row["name"],
            people.get(row["by"], row["by"]),
            excerpt(row["query"], 200),
            row["form"],
            row["posts"],
            row["named"],
        )
        for row in rows
    ]
    words = {"here": "archive", "files": files, "now": story_time()}
    return render(request, "archive/exports.html", words)


def _people(actors: set[str]) -> dict[str, str]:
    """Names of the logins behind `user:7`; others stand for themselves."""
    numbers = {int(number) for actor in actors if (number := actor.removeprefix("user:")).isdigit()}
    return {f"user:{user.pk}": str(user) for user in User.objects.filter(pk__in=numbers)}
