"""The addresses of allauth that we open, each declared like our own pages; the others do not exist here.

Nobody signs up, and there is no reset by mail: whoever forgot a password asks the owner for a new link.
"""

from collections.abc import Iterator
from functools import wraps
from typing import Any, cast

from allauth import urls as allauth_urls
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path

from sturmwarte.station.frame.access import View, call, page
from sturmwarte.station.people import sessions
from sturmwarte.station.people.pages import my_sign_in, sign_on

_FORM = ("GET", "HEAD", "POST")
_DOOR = "this is how one gets in"

_PAGES = {
    "account_login": _DOOR,
    "account_inactive": "says that a login is switched off",
    "mfa_authenticate": "the second factor of somebody who is not in yet",
    "mfa_login_webauthn": _DOOR,
    "account_logout": "signing out twice is no error",
    "account_reauthenticate": "",
    "account_change_password": "",
    "account_set_password": "",
    "mfa_reauthenticate": "",
    "mfa_reauthenticate_webauthn": "",
    "mfa_activate_totp": "",
    "mfa_deactivate_totp": "",
    "mfa_add_webauthn": "",
    "mfa_edit_webauthn": "",
    "mfa_remove_webauthn": "",
    "mfa_view_recovery_codes": "",
    "mfa_generate_recovery_codes": "",
    "mfa_download_recovery_codes": "",
}
"""Name of the address -> why a stranger may use it; empty: signed-in people only."""

_NEW_KEY = frozenset({"account_change_password", "account_set_password"})


@call(None, methods=_FORM, strangers="says only that nobody signs up here")
def no_signup(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """allauth's login page wants this address to exist."""
    return HttpResponse(status=404)


def _flat(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _flat(pattern.url_patterns, route)
        else:
            yield route, pattern


def _opened(route: str, pattern: URLPattern) -> URLPattern:
    name, view = str(pattern.name), cast(View, pattern.callback)
    if name in _NEW_KEY:
        view = _followed(view)
    return path(route, page(None, _FORM, _PAGES[name])(view), name=name)


def _followed(view: View) -> View:
    """Changing the password gives the session another key: the list of sessions is told."""

    @wraps(view)
    def following(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        before = request.session.session_key or ""
        answer = view(request, *args, **kwargs)
        after = request.session.session_key or ""
        if before and after and before != after:
            sessions.renamed(before, after)
        return answer

    return following


urlpatterns: list[URLPattern | URLResolver] = [
    *(
        _opened(route, pattern)
        for route, pattern in _flat(allauth_urls.urlpatterns)
        if pattern.name in _PAGES
    ),
    path("signup/", no_signup, name="account_signup"),
    path("2fa/", my_sign_in.factors, name="mfa_index"),
    path("2fa/webauthn/", my_sign_in.keys, name="mfa_list_webauthn"),
    path("sessions/end/", my_sign_in.end, name="account_end_session"),
    path("oidc/<str:provider_id>/login/", sign_on.begin, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", sign_on.back, name="openid_connect_callback"),
]
