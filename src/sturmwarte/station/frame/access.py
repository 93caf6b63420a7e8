"""Who may use which address: every view is declared here, or the station does not serve it.

`@page` is something people look at: a stranger is sent to the login. `@call` is something a page
does: a stranger gets 401. tests/web/test_access.py finds every address by itself, and fails on one
whose view is not declared.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

from sturmwarte.station.people.models import Role, User
from sturmwarte.station.people.permissions import of

View = Callable[..., HttpResponseBase]

ANY_ROLE: frozenset[str] = frozenset(Role.values)
READS = ("GET", "HEAD")


@dataclass(frozen=True)
class Declared:
    """What a view said about itself. `roles` is None where being signed in is enough.

    `strangers` says why nobody needs to be signed in; empty everywhere else.
    """

    kind: Literal["page", "call"]
    roles: frozenset[str] | None
    methods: tuple[str, ...]
    strangers: str = ""


def page(
    roles: Collection[str] | None, methods: tuple[str, ...] = READS, strangers: str = ""
) -> Callable[[View], View]:
    """A page for people with any of `roles`; None for everyone signed in."""
    return _declare(Declared("page", _set(roles), methods, strangers))


def call(
    roles: Collection[str] | None, methods: tuple[str, ...] = ("POST",), strangers: str = ""
) -> Callable[[View], View]:
    """A call from a page. What changes anything is a POST, so that no link or preload can do it."""
    return _declare(Declared("call", _set(roles), methods, strangers))


def declared(view: View) -> Declared | None:
    """What a view said about itself, or None for one that forgot."""
    found = getattr(view, "declared", None)
    return found if isinstance(found, Declared) else None


def signed_in(request: HttpRequest) -> User:
    """Who asks, in a view that only signed-in people reach."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _set(roles: Collection[str] | None) -> frozenset[str] | None:
    return None if roles is None else frozenset(roles)


def _declare(what: Declared) -> Callable[[View], View]:
    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return _refusal(what, request) or view(request, *args, **kwargs)

        guarded.declared = what  # type: ignore[attr-defined]
        return guarded

    return wrap


def _refusal(what: Declared, request: HttpRequest) -> HttpResponse | None:
    if request.method not in what.methods:
        return HttpResponseNotAllowed(what.methods)
    if what.strangers:
        return None
    if not request.user.is_authenticated:
        return _to_login(what, request)
    if what.roles is not None and not of(request).has(what.roles):
        raise PermissionDenied
    return None


def _to_login(what: Declared, request: HttpRequest) -> HttpResponse:
    if what.kind == "page" and "HX-Request" not in request.headers:
        return redirect_to_login(request.get_full_path())
    # A fragment must not be filled with a login page: the browser is told to go there as a whole.
    return HttpResponse(status=401, headers={"HX-Redirect": resolve_url("account_login")})
