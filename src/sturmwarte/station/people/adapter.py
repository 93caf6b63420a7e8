"""How allauth behaves here: nobody signs up, sessions are listed, signing out ends the provider's too."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils import timezone

from sturmwarte.station.people import sessions
from sturmwarte.station.people.actions.own_changes import changed
from sturmwarte.station.people.sign_on.provider import END, TOKEN


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        sessions.begun(request, user, how(request, user), timezone.now())

    def logout(self, request: HttpRequest) -> None:
        key = request.session.session_key or ""
        super().logout(request)
        sessions.ended(key)

    def reauthenticate(self, user: Any, password: str) -> bool:
        """allauth asks by an address of its own table, which we do not fill."""
        return bool(user.check_password(password))

    def set_password(self, user: Any, password: str) -> None:
        """Whoever knew the old password is out, everywhere but here."""
        super().set_password(user, password)
        request = context.request
        sessions.end_all(user, but=(request.session.session_key or "") if request else "")

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: Any = None,  # noqa: ARG002
        email: Any = None,  # noqa: ARG002
    ) -> None:
        """allauth calls it for each change of a second factor; ours is audited and goes by the outbox."""
        changed(user, template_prefix.rpartition("/")[2], timezone.now())

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Whoever came by the single sign-on is signed out there too, where the provider offers it: else the
        next person at this machine comes in with one click."""
        end, token = request.session.get(END, ""), request.session.get(TOKEN, "")
        if not settings.SIGN_ON or not end or _origin(end) != settings.SIGN_ON.origin:
            return str(super().get_logout_redirect_url(request))
        back = f"{settings.PUBLIC_URL}{resolve_url('account_login')}"
        asked = {"id_token_hint": token, "client_id": settings.SIGN_ON.client_id,
                 "post_logout_redirect_uri": back}  # fmt: skip
        return f"{end}?{urlencode(asked)}"


def how(request: HttpRequest, user: Any) -> str:
    """The last step of signing in: password, totp, webauthn, recovery_codes or socialaccount."""
    records = get_authentication_records(request, user)
    return str(records[-1].get("type") or records[-1]["method"]) if records else "link"


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
