"""Mastodon's API at one server, with our access. Every call goes through the guarded client.

Paths and parameters as documented at docs.joinmastodon.org.
"""

import threading
from collections.abc import Mapping
from typing import Any

from sturmwarte.channels.contract import Place
from sturmwarte.channels.mastodon.reading import Json, text
from sturmwarte.channels.mastodon.server import Server, address, server_of
from sturmwarte.wire.answer import Answer
from sturmwarte.wire.errors import Gone, Missing, Refused, TooMuch, Trouble, Unreachable, Unreadable, Wrong

DELETING = "delete"
"""Deleting has a limit of its own (30 in half an hour) whose headers must not slow down the listening."""


def of_one_call(trouble: Trouble) -> bool:
    """Whether a call that is only good to have may fail so: the others may work all the same."""
    if isinstance(trouble, Unreachable):
        return trouble.reason.key == "trouble.server"
    return isinstance(trouble, Missing | Gone | Refused | TooMuch | Unreadable)


class Api:
    """Threads share one; what was asked once of the server and of our account is kept."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.base = address(str(place.values.get("server", "")))
        self.host = self.base.partition("://")[2]
        self._lock = threading.Lock()
        self._server: Server | None = None
        self._me: Json | None = None

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.place.values.get('token', '')}", "accept": "application/json"}

    def ask(self, path: str, params: Mapping[str, Any] | None = None, **how: Any) -> Answer:
        """A GET, whatever its status."""
        return self.place.client.get(self.base + path, params=params, headers=self.headers, **how)

    def json(self, path: str, params: Mapping[str, Any] | None = None, **how: Any) -> Any:
        """What a GET answers; raises what its status means."""
        return self.ask(path, params, **how).ok().json()

    def object(self, path: str, params: Mapping[str, Any] | None = None, **how: Any) -> Json:
        found = self.json(path, params, **how)
        if not isinstance(found, dict):
            raise Unreadable("channel.mastodon.no_mastodon", host=self.host)
        return found

    def one(self, path: str, params: Mapping[str, Any] | None = None, **how: Any) -> Json | None:
        """An object, or None where it is gone or was never there for us."""
        try:
            return self.object(path, params, **how)
        except (Missing, Gone):
            return None

    def good_to_have(self, path: str) -> Json | None:
        """An object, or None where this one call fails."""
        try:
            return self.object(path)
        except Trouble as trouble:
            if not of_one_call(trouble):
                raise
            return None

    def post(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Json:
        url = self.base + path
        answer = self.place.client.post(url, json=dict(body), headers={**self.headers, **(headers or {})})
        found = answer.ok().json()
        if not isinstance(found, dict):
            raise Unreadable("channel.mastodon.no_mastodon", host=self.host)
        return found

    def delete(self, path: str) -> Answer:
        return self.place.client.request("DELETE", self.base + path, headers=self.headers, scope=DELETING)

    def server(self) -> Server:
        with self._lock:
            if self._server is None:
                known = self.one("/api/v2/instance") or self.one("/api/v1/instance")
                if known is None:
                    raise Wrong("channel.mastodon.no_mastodon", host=self.host)
                self._server = server_of(known, self.base)
            return self._server

    @property
    def domain(self) -> str:
        """The host in local accounts' handles."""
        return self.server().domain or self.host

    def me(self) -> Json:
        """Our account there. Raises Refused when our access is no longer good."""
        with self._lock:
            if self._me is None:
                self._me = self.who()
            return self._me

    def who(self) -> Json:
        """Asked anew."""
        answer = self.ask("/api/v1/accounts/verify_credentials")
        if answer.status == 422:  # how some servers answer an access they do not know
            raise Refused(host=self.host, status=401)
        found = answer.ok().json()
        if not isinstance(found, dict) or not text(found, "id"):
            raise Unreadable("channel.mastodon.no_mastodon", host=self.host)
        return found
