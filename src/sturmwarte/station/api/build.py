"""The API put together: its resources, its failures, and what the access test may know of its addresses."""

from typing import Any

from django.urls import URLPattern
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from sturmwarte.station.api.caller import Needs
from sturmwarte.station.api.problems import handle
from sturmwarte.station.api.resources import cases, counts, me, plan, posts, readings, sources, waves
from sturmwarte.station.frame.access import Declared

ROOT = "/api/v1/"
ABOUT = """What the pages of a Sturmwarte do, for programs.

Send a token made under *Station, API* as `Authorization: Bearer swa_...`. It acts for its person, with no
more than its scopes. Failures are problems as in RFC 9457. A POST with an `Idempotency-Key` may be sent again
for a day without doing anything twice. Lists come in pages: give `next` of one as `after` of the following.
Posts are handed in at `/in/<channel>` with a channel's token, not here."""
PARTS = (me, posts, counts, cases, readings, waves, sources, plan)


class Api(NinjaAPI):
    """Knows where it stands without asking Django's resolver, and tells each operation's scope."""

    def get_root_path(self, path_params: dict[str, Any]) -> str:  # noqa: ARG002
        return ROOT

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        schema = super().get_openapi_schema(*args, **kwargs)
        for path, said in schema["paths"].items():
            for method, operation in said.items():
                operation["x-scope"] = SCOPES[path.rpartition(ROOT)[2].lstrip("/"), method.upper()]
        return schema


api = Api(
    title="Sturmwarte", version="1", description=ABOUT, urls_namespace="api", docs_url=None,
    openapi_url="/openapi.json",
)  # fmt: skip
for part in PARTS:
    api.add_router("", part.router)
handle(api)


def _scopes() -> dict[tuple[str, str], str]:
    """{(path, method): scope}: each operation asks for exactly one."""
    found: dict[tuple[str, str], str] = {}
    for part in PARTS:
        for path, view in part.router.path_operations.items():
            for operation in view.operations:
                (needs,) = operation.auth_callbacks
                assert isinstance(needs, Needs), path
                found |= {(path.lstrip("/"), method): needs.scope for method in operation.methods}
    return found


SCOPES = _scopes()


def addresses() -> list[Any]:
    """The API's routes, each declared: a token takes the login's place, or the caller gets 401."""
    routes, _app, _namespace = api.urls
    kept = [route for route in routes if isinstance(route, URLPattern) and route.name != "api-root"]
    for route in kept:
        if route.name == "openapi-json":
            route.callback = require_safe(route.callback)
        setattr(route.callback, "declared", _declared(route))  # noqa: B010 - a view has no such name
    return kept


def _declared(route: URLPattern) -> Declared:
    if route.name == "openapi-json":
        return Declared("call", None, ("GET", "HEAD"), "describes the calls and tells nothing of the station")
    path = str(route.pattern).replace("<", "{").replace(">", "}")
    methods = tuple(sorted(method for known, method in SCOPES if known == path))
    return Declared("call", None, methods, "a token stands for the login: without one, 401")
