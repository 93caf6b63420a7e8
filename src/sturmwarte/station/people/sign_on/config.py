"""The settings STURMWARTE_OIDC_*, and what allauth makes of them. Nothing of it stands in the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from sturmwarte.station.options import SettingError

ID = "sso"
"""How the one provider is called in addresses."""
ROLES = frozenset({"owner", "lead", "member", "approver", "duty", "legal", "data_protection",
                   "works_council", "reader"})  # fmt: skip
"""Roles a group may bring. An agency's permission needs an end date, which a group cannot say."""
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class SignOn:
    """One provider. `roles`: group -> role; empty where groups decide nothing."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    name: str = ""
    create: bool = False
    claim: str = "groups"
    roles: Mapping[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def host(self) -> str:
        return urlsplit(self.issuer).hostname or ""


def sign_on(given: Mapping[str, str]) -> SignOn | None:
    """The provider the settings name; None without an issuer. Raises SettingError."""
    issuer = given["STURMWARTE_OIDC_ISSUER"].rstrip("/")
    if not issuer:
        return None
    parts = urlsplit(issuer)
    if not parts.hostname or parts.scheme not in {"https", "http"}:
        raise SettingError(f"STURMWARTE_OIDC_ISSUER: {issuer} is no address; write https://login.example.com")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise SettingError("STURMWARTE_OIDC_ISSUER: passwords and tokens need https; write https://…")
    for name in ("CLIENT_ID", "CLIENT_SECRET"):
        if not given[f"STURMWARTE_OIDC_{name}"]:
            raise SettingError(f"STURMWARTE_OIDC_{name} is missing: your provider shows it for this station")
    return SignOn(
        issuer,
        given["STURMWARTE_OIDC_CLIENT_ID"],
        given["STURMWARTE_OIDC_CLIENT_SECRET"],
        given["STURMWARTE_OIDC_NAME"],
        given["STURMWARTE_OIDC_CREATE"] == "1",
        given["STURMWARTE_OIDC_GROUPS"],
        _roles(given["STURMWARTE_OIDC_ROLES"]),
    )


def chosen() -> SignOn:
    """The provider, where there is one: only its own pages ask. Raises LookupError elsewhere."""
    found: SignOn | None = settings.SIGN_ON
    if found is None:
        raise LookupError("no single sign-on is set up")
    return found


def providers(found: SignOn | None) -> dict[str, Any]:
    """SOCIALACCOUNT_PROVIDERS."""
    if found is None:
        return {}
    app = {
        "provider_id": ID,
        "name": found.name or "OpenID Connect",
        "client_id": found.client_id,
        "secret": found.secret,
        "settings": {"server_url": found.issuer},
    }
    return {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [app],
        }
    }


def _roles(text: str) -> dict[str, str]:
    """`group=role`, with commas between them. A group's name may hold blanks and equals signs."""
    found = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        group, _, role = entry.rpartition("=")
        if not group or role.strip() not in ROLES:
            known = ", ".join(sorted(ROLES))
            raise SettingError(f"STURMWARTE_OIDC_ROLES: {entry}: write group=role; roles are {known}")
        found[group.strip()] = role.strip()
    return found
