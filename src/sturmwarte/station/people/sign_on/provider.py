"""The provider, held to what OpenID Connect Discovery 4.3 asks: it is who the setting says."""

from typing import Any

from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from requests import RequestException

from sturmwarte.station.people.sign_on.config import chosen

END, TOKEN = "sign_on_end", "sign_on_token"
"""Where the session keeps how to sign out at the provider too."""


class NotTheProvider(RequestException):  # type: ignore[misc,unused-ignore]
    """What answered calls itself something else, or its answer lacks what is needed."""


class Describing(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth ships no types
    """Reads the provider's description, and remembers how to sign out there."""

    @property
    def openid_config(self) -> dict[str, Any]:
        found: dict[str, Any] = super().openid_config
        if str(found.get("issuer", "")).rstrip("/") != chosen().issuer:
            raise NotTheProvider("issuer")
        if not {"authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"} <= found.keys():
            raise NotTheProvider("endpoints")
        return found

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **more: Any) -> Any:
        login = super().complete_login(request, app, token, **more)
        request.session[END] = str(self.openid_config.get("end_session_endpoint", ""))
        request.session[TOKEN] = str(more["response"].get("id_token", ""))
        return login


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    oauth2_adapter_class = Describing


provider_classes = [Provider]
"""What allauth looks for in each app: this one stands in for its own `providers.openid_connect`."""
