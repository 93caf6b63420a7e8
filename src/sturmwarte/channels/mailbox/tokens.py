"""Access tokens for mail servers that take no passwords: OAuth 2.0 with a refresh token (RFC 6749, 6)."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from sturmwarte.channels.contract import Place
from sturmwarte.channels.mailbox.settings import said
from sturmwarte.wire.errors import Refused, Unreadable, Wrong

ADDRESSES = {
    "microsoft": "https://login.microsoftonline.com/common/oauth2/v2.0/token",
    "google": "https://oauth2.googleapis.com/token",
}
_MARGIN = timedelta(minutes=2)


class Tokens:
    """Gives an access token that is good for now; a renewed refresh token is kept before it is used.

    All folders of a source share one: of two that renew at the same time the second would use a void token.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._refresh = said(place.values, "refresh_token")
        self._access, self._until = "", datetime.min.replace(tzinfo=UTC)

    def __call__(self) -> str:
        with self._lock:
            now = self._place.now()
            if not self._access or now >= self._until:
                self._renew(now)
            return self._access

    def _renew(self, now: datetime) -> None:
        asked = {
            "grant_type": "refresh_token",
            "client_id": said(self._place.values, "client_id"),
            "refresh_token": self._refresh,
        }
        if secret := said(self._place.values, "client_secret"):
            asked["client_secret"] = secret
        answer = self._place.client.post(self._address(), data=asked).ok(400)
        told = answer.json()
        if answer.status == 400 or not isinstance(told, dict):
            raise Refused("channel.mail.token", host=answer.host, why=_code(told))
        self._access = str(told.get("access_token") or "")
        if not self._access or any(ord(c) < 33 for c in self._access):
            raise Unreadable("channel.mail.no_token", host=answer.host)
        lasts = told.get("expires_in")
        seconds = min(int(lasts), 86400) if isinstance(lasts, int | float) else 600
        self._until = now + timedelta(seconds=seconds) - _MARGIN
        renewed = told.get("refresh_token")
        if isinstance(renewed, str) and renewed and renewed != self._refresh:
            self._place.keep({"refresh_token": renewed})
            self._refresh = renewed

    def _address(self) -> str:
        chosen = said(self._place.values, "token_url") or said(self._place.values, "provider") or "microsoft"
        address = ADDRESSES.get(chosen, chosen)
        if not address.startswith(("https://", "http://")):
            raise Wrong("channel.mail.no_token_url", address=address[:80])
        return address


def _code(told: Any) -> str:
    """RFC 6749's short word for it; the description may carry more than one wants in a log."""
    code = told.get("error") if isinstance(told, dict) else ""
    return str(code)[:60] if code else "-"
