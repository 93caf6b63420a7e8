"""Failures as RFC 9457 problems. What an action says to people, it says to programs too."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from sturmwarte.core.query.errors import QueryError
from sturmwarte.station.api.errors import Problem
from sturmwarte.station.archive.errors import BadCursor
from sturmwarte.station.foresee.errors import NotAllowed as NoWave
from sturmwarte.station.foresee.errors import WaveError
from sturmwarte.station.listen.errors import NotAllowed as NoSource
from sturmwarte.station.listen.errors import SourceError
from sturmwarte.station.respond.actions.errors import CaseError, Stale
from sturmwarte.station.understand.errors import LabelError
from sturmwarte.station.understand.errors import NotAllowed as NoLabel

log = logging.getLogger("sturmwarte.api")
TITLES = {
    400: "Bad request", 401: "Not signed in", 403: "Not allowed", 404: "Not found", 409: "Conflict",
    422: "Cannot be done", 429: "Too many calls", 500: "Our fault", 503: "Not now",
}  # fmt: skip


def answer(problem: Problem) -> HttpResponse:
    headers = {"Retry-After": str(problem.wait)} if problem.wait else {}
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    body = {
        "type": f"urn:sturmwarte:problem:{problem.kind}",
        "title": TITLES.get(problem.status, "Problem"),
        "status": problem.status,
        "detail": problem.detail,
        **problem.more,
    }
    kind = "application/problem+json"
    return JsonResponse(body, status=problem.status, content_type=kind, headers=headers)


def problem_of(error: Exception) -> Problem:  # noqa: PLR0911 - one line an error
    """What went wrong, as a caller may know it."""
    match error:
        case Problem():
            return error
        case ValidationError():
            wrong = [{"where": _where(one["loc"]), "what": one["msg"]} for one in error.errors]
            return Problem(422, "invalid", "Some values cannot be used.", more={"errors": wrong})
        case HttpError():
            return Problem(error.status_code, "unreadable", "The body is not JSON as the operation takes it.")
        case QueryError():
            return Problem(400, "query", error.text("en"), more={"column": error.column})
        case BadCursor():
            return Problem(400, "cursor", "`after` is no cursor an answer gave: begin without it.")
        case Stale():
            return Problem(409, "stale", str(error), more={"revision": error.case.revision})
        case NoWave() | NoSource() | NoLabel() | PermissionDenied():
            return Problem(403, "not-allowed", str(error) or "You may not do that.")
        case CaseError() | WaveError() | SourceError() | LabelError():
            return Problem(422, "refused", str(error))
        case Http404():
            return Problem(404, "not-found", "This is not here, or not for you.")
        case OperationalError():
            log.warning("the database did not answer: %s", error)
            return Problem(503, "busy", "The station's database did not answer in time: try again.", wait=5)
    log.exception("a call failed", exc_info=error)
    return Problem(500, "fault", "The station made a mistake, and noted it in its log.")


def handle(api: NinjaAPI) -> None:
    """Every failure of an operation becomes a problem."""

    def handled(_request: HttpRequest, error: Any) -> HttpResponse:
        return answer(problem_of(error))

    for kind in (Exception, Problem, HttpError, ValidationError, Http404):
        api.add_exception_handler(kind, handled)


def _where(loc: Any) -> str:
    return ".".join(str(part) for part in loc if part not in {"query", "body", "path", "asked"})
