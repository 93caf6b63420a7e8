"""Our access to a personal data server: logged in once with an app password, renewed for as long as it lasts.

Servers allow few logins (30 in five minutes, 300 a day), so the tokens are kept across restarts.
Interface: https://atproto.com/specs/xrpc, https://docs.bsky.app/docs/advanced-guides/rate-limits
"""

import base64
import binascii
import threading
from collections.abc import Mapping
from typing import Any

import msgspec

from sturmwarte.channels.contract import Place
from sturmwarte.wire.answer import Answer
from sturmwarte.wire.errors import Gone, Missing, Refused, Unreadable, Wrong

_EXPIRED = {"ExpiredToken", "InvalidToken"}
_GONE = {"AccountTakedown", "AccountDeactivated", "RepoDeactivated", "RepoTakendown", "RepoSuspended"}
_MISSING = {"RecordNotFound", "RepoNotFound", "NotFound", "AccountNotFound"}


class Tokens(msgspec.Struct, frozen=True):
    """What a login as `name` gives. `home` holds our repository, as our own DID document says."""

    did: str
    handle: str
    access: str
    refresh: str
    home: str
    name: str = ""


class Session:
    """Calls as our account. Threads may share one; only one of them renews the tokens."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._server = address(place.values.get("server"), "https://bsky.social")
        self._name = str(place.values["handle"]).strip().removeprefix("@")
        self._lock = threading.Lock()
        self._tokens = _kept(place.values.get("session"), self._name)

    @property
    def did(self) -> str:
        return self.tokens.did

    @property
    def tokens(self) -> Tokens:
        """Logs in when there are none yet."""
        with self._lock:
            if self._tokens is None:
                self._tokens = self._login()
            return self._tokens

    @property
    def scope(self) -> str:
        """What the access token says it may do; empty when it says nothing."""
        return str(claims(self.tokens.access).get("scope", ""))

    def get(self, method: str, proxied: str = "", **params: Any) -> Any:
        """A query's answer. `proxied` names the service our server passes it on to."""
        return self._call("GET", method, {"params": params}, proxied)

    def post(self, method: str, body: Mapping[str, Any]) -> Any:
        return self._call("POST", method, {"json": body}, "")

    def _call(self, verb: str, method: str, parts: Mapping[str, Any], proxied: str) -> Any:
        tokens = self.tokens
        answer = self._sent(verb, method, parts, proxied, tokens)
        if error_of(answer) in _EXPIRED:
            answer = self._sent(verb, method, parts, proxied, self._renewed(tokens))
        return told(answer)

    def _sent(self, verb: str, method: str, parts: Mapping[str, Any], proxied: str, tokens: Tokens) -> Answer:
        headers = {"authorization": f"Bearer {tokens.access}"}
        if proxied:
            headers["atproto-proxy"] = proxied
        return self._place.client.request(verb, f"{tokens.home}/xrpc/{method}", headers=headers, **parts)

    def _renewed(self, old: Tokens) -> Tokens:
        """Two threads may find the token expired at once: the second takes what the first got."""
        with self._lock:
            if self._tokens is not None and self._tokens.access != old.access:
                return self._tokens
            headers = {"authorization": f"Bearer {old.refresh}"}
            answer = self._place.client.post(
                f"{old.home}/xrpc/com.atproto.server.refreshSession", headers=headers
            )
            if error_of(answer) in _EXPIRED or answer.status == 401:
                self._tokens = self._login()
            else:
                self._tokens = self._keep(told(answer), old.home)
            return self._tokens

    def _login(self) -> Tokens:
        body = {"identifier": self._name, "password": str(self._place.values["password"])}
        answer = self._place.client.post(f"{self._server}/xrpc/com.atproto.server.createSession", json=body)
        error = error_of(answer)
        if error == "AuthFactorTokenRequired":
            raise Refused("channel.bluesky.second_factor")
        if answer.status == 401 or error == "InvalidRequest":
            raise Refused("channel.bluesky.login", handle=self._name)
        return self._keep(told(answer), self._server)

    def _keep(self, given: Any, home: str) -> Tokens:
        try:
            home = home_of(given.get("didDoc")) or home
            tokens = Tokens(
                given["did"], given["handle"], given["accessJwt"], given["refreshJwt"], home, self._name
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise Unreadable("channel.bluesky.answer") from error
        if given.get("active") is False:
            raise Gone("channel.bluesky.account", handle=tokens.handle, status=str(given.get("status", "")))
        self._place.keep({"session": msgspec.json.encode(tokens).decode()})
        return tokens


def told(answer: Answer) -> Any:
    """The answer's JSON, or what its error means. Servers answer 400 for most of what is wrong."""
    if answer.status != 400:
        return answer.ok().json()
    error = error_of(answer)
    if error in _MISSING or "not find" in _message(answer):
        raise Missing("channel.bluesky.missing")
    if error in _GONE:
        raise Gone("channel.bluesky.account", handle="", status=error)
    if error in _EXPIRED:
        raise Refused("channel.bluesky.expired")
    raise Wrong("channel.bluesky.rejected", error=error or "400", message=_message(answer)[:200])


def error_of(answer: Answer) -> str:
    return str(_error(answer).get("error", "")) if answer.status in (400, 401, 403) else ""


def home_of(document: object) -> str:
    """The server that a DID document names for the repository; empty when it names none."""
    services = document.get("service") if isinstance(document, dict) else None
    for service in services if isinstance(services, list) else ():
        if isinstance(service, dict) and str(service.get("id", "")).endswith("#atproto_pds"):
            home = service.get("serviceEndpoint")
            return home.rstrip("/") if isinstance(home, str) and home.startswith("http") else ""
    return ""


def claims(token: str) -> Mapping[str, Any]:
    """What a JWT says of itself, unproven. Empty for anything else."""
    try:
        body = token.split(".")[1]
        said = msgspec.json.decode(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (IndexError, ValueError, binascii.Error):
        return {}
    return said if isinstance(said, dict) else {}


def address(value: object, default: str) -> str:
    """A server's address without a slash at its end; a bare host is taken with https."""
    text = str(value or "").strip().rstrip("/") or default
    return text if "://" in text else f"https://{text}"


def _kept(value: object, name: str) -> Tokens | None:
    """Tokens kept earlier, unless they were given to another name."""
    try:
        tokens = msgspec.json.decode(str(value or ""), type=Tokens)
    except (msgspec.DecodeError, ValueError):
        return None
    return tokens if tokens.name == name else None


def _error(answer: Answer) -> Mapping[str, Any]:
    try:
        said = answer.json()
    except Unreadable:
        return {}
    return said if isinstance(said, dict) else {}


def _message(answer: Answer) -> str:
    return str(_error(answer).get("message", ""))
