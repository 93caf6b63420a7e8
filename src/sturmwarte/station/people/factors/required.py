"""The door inside the door: whoever must have a second factor and has none comes no further than the page
where it is set up. Asked once a session; resetting a factor ends all sessions."""

from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import Resolver404, resolve
from django.utils import timezone

from sturmwarte.station.people.factors.rule import asked_of, has_factor, rule
from sturmwarte.station.people.models import User

PASSED = "factor_passed"
_OPEN = frozenset({"prefer"})


class Required:
    """Django middleware. Costs one small query a request of somebody whose session has not passed yet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, User) or self._passes(request, request.user):
            return self._get_response(request)
        if request.method in {"GET", "HEAD"} and "HX-Request" not in request.headers:
            return redirect("mfa_index")
        return HttpResponse(status=403, headers={"HX-Redirect": resolve_url("mfa_index")})

    def _passes(self, request: HttpRequest, user: User) -> bool:
        found = rule()
        stamp = found.since.isoformat() if found.since else ""
        if not stamp or request.session.get(PASSED) == stamp or _is_open(request.path_info):
            return True
        if hasattr(user, "sealed") or not asked_of(user, timezone.now()):
            return True  # asked again with the next request: the date may come meanwhile
        if has_factor(user) or (found.sign_on_counts and _by_sign_on(request, user)):
            request.session[PASSED] = stamp
            return True
        return False


def _is_open(path: str) -> bool:
    """What one needs to set a factor up or to leave."""
    try:
        name = resolve(path).url_name or ""
    except Resolver404:
        return True
    return name in _OPEN or name.startswith(("account_", "mfa_"))


def _by_sign_on(request: HttpRequest, user: User) -> bool:
    return any(one["method"] == "socialaccount" for one in get_authentication_records(request, user))
