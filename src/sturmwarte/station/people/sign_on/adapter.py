"""How single sign-on behaves here: it lets in people we know, by an address the provider has verified."""

import logging
from typing import Any

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.providers.base import AuthError
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte.station.people.actions import sign_on
from sturmwarte.station.people.sign_on.claims import Claims, claims_of
from sturmwarte.station.people.sign_on.config import chosen
from sturmwarte.station.people.sign_on.guarded import session

log = logging.getLogger("sturmwarte.sign_on")


class SignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:  # noqa: ARG002
        """Only what the settings say: no provider comes from the database."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        return False

    def get_requests_session(self) -> requests.Session:
        return session(chosen().host)

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Links to a login of ours or turns away. What happens to the session is allauth's: a second factor
        that was set up here is asked for as after a password."""
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(_back(request, _("Sign in here to use the single sign-on.")))
        claims = claims_of(sociallogin.account.extra_data, chosen())
        try:
            if not sociallogin.is_existing:
                sociallogin.connect(request, sign_on.admitted(claims, chosen().create, timezone.now()))
            self._follow_groups(sociallogin.user, claims)
        except sign_on.NotAdmitted as refusal:
            raise ImmediateHttpResponse(_back(request, str(refusal))) from refusal

    @staticmethod
    def _follow_groups(user: Any, claims: Claims) -> None:
        if chosen().roles and user.is_active:
            sign_on.follow_groups(user, claims.roles, timezone.now())

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,  # noqa: ARG002
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,  # noqa: ARG002
    ) -> None:
        """Back to our own door, which still opens with a password."""
        # Never the answer itself: it holds codes and what the provider knows of people.
        log.warning("single sign-on: %s %s", error, type(exception).__name__)
        raise ImmediateHttpResponse(_back(request, _why(error, exception)))


def _why(error: Any, exception: Exception | None) -> str:
    if error == AuthError.CANCELLED:
        return _("You stopped signing in at the provider. You can sign in with your password instead.")
    if isinstance(exception, requests.RequestException):
        return unreachable()
    return _("The single sign-on did not work. Try once more, or sign in with your password.")


def unreachable() -> str:
    return _("The single sign-on does not answer. Your password still works here; tell whoever runs it.")


def _back(request: HttpRequest, why: str) -> Any:
    messages.error(request, why)
    return redirect("account_login")
