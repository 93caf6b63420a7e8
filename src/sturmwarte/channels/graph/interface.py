"""Calls of the Graph API with a page's token, and what its refusals mean."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from sturmwarte.channels.contract import Account, Place
from sturmwarte.channels.graph.usage import Usage
from sturmwarte.core.reason import Reason
from sturmwarte.wire.answer import Answer
from sturmwarte.wire.errors import Limited, Missing, Refused, Trouble, Unreachable, Unreadable, Wrong

_TEMPORARY = {1, 2}
_LIMITS = {4, 17, 32, 341, 613, *range(80000, 80015)}
_NOT_THERE = 33
_SIGNED_OUT = {102, 190}


class Graph:
    """One page's access. The token goes into the header, so that no address ever holds it."""

    def __init__(self, place: Place) -> None:
        values = place.values
        self._place = place
        version = str(values.get("version") or "v24.0").strip("/")
        self._base = f"{str(values.get('api') or 'https://graph.facebook.com').rstrip('/')}/{version}"
        self._token = str(values["token"]).strip()
        self._secret = str(values.get("app_secret") or "").strip()
        self.usage = Usage()

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        """Raises Limited before asking when the last answers said that little is left."""
        if until := self.usage.busy_until(self._place.now()):
            raise Limited(until, "channel.graph.limited")
        return self._asked("GET", path, params)

    def act(self, method: str, path: str, **parts: Any) -> dict[str, Any]:
        return self._asked(method, path, parts)

    def listed(self, path: str, most: int, **params: Any) -> tuple[list[dict[str, Any]], bool]:
        """(the records of up to `most` pages of a list, whether there is more behind them)."""
        records: list[dict[str, Any]] = []
        after: str | None = None
        for _ in range(most):
            found = self.get(path, after=after, **params)
            records += [one for one in found.get("data") or [] if isinstance(one, dict)]
            paging = found.get("paging") or {}
            after = (paging.get("cursors") or {}).get("after") if paging.get("next") else None
            if not after:
                break
        return records, after is not None

    def account(self, name: str, id: str, url: str, wanted: Mapping[str, Reason]) -> Account:
        """Who we are, until when, and which rights are missing; what a token says of itself needs the app."""
        app = str(self._place.values.get("app_id") or "").strip()
        if not (app and self._secret):
            return Account(name, id, url, notes=(Reason("channel.graph.no_app"),))
        told = self._asked("GET", "debug_token", {"input_token": self._token}, f"{app}|{self._secret}")
        data = told.get("data") or {}
        if not data.get("is_valid", True):
            raise Refused("channel.graph.signed_out")
        granted = set(data.get("scopes") or ())
        ends = [one for one in (data.get("expires_at"), data.get("data_access_expires_at")) if one]
        missing = tuple(reason for scope, reason in wanted.items() if scope not in granted)
        return Account(name, id, url, datetime.fromtimestamp(min(ends), UTC) if ends else None, missing)

    def _asked(self, method: str, path: str, params: Mapping[str, Any], token: str = "") -> dict[str, Any]:
        token = token or self._token
        proof = {"appsecret_proof": _proof(self._secret, token)} if self._secret else {}
        answer = self._place.client.request(
            method,
            f"{self._base}/{path}",
            params={**params, **proof},
            headers={"authorization": f"Bearer {token}"},
        )
        self.usage.heed(answer.headers, self._place.now())
        if answer.status >= 400:
            raise self._trouble(answer)
        found: dict[str, Any] = answer.json(dict[str, Any])
        return found

    def _trouble(self, answer: Answer) -> Trouble:
        """https://developers.facebook.com/docs/graph-api/guides/error-handling"""
        error = _error(answer)
        code = int(error.get("code") or 0)
        said = str(error.get("error_user_msg") or error.get("message") or "")[:200]
        if code in _LIMITS:
            until = self.usage.busy_until(self._place.now()) or self._place.now() + timedelta(minutes=15)
            return Limited(until, "channel.graph.limited")
        if error.get("error_subcode") == _NOT_THERE:
            return Missing("channel.graph.missing")
        return _of_code(code, said, answer)


def _of_code(code: int, said: str, answer: Answer) -> Trouble:
    if code in _SIGNED_OUT:
        return Refused("channel.graph.signed_out")
    if code == 10 or 200 <= code < 300:
        return Refused("channel.graph.not_granted", said=said)
    if code in _TEMPORARY or answer.status >= 500:
        return Unreachable("channel.graph.broken")
    return Wrong("channel.graph.said", said=said) if code else answer.trouble()


def _error(answer: Answer) -> dict[str, Any]:
    try:
        body = msgspec.json.decode(answer.body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    found = body.get("error")
    return found if isinstance(found, dict) else {}


def _proof(secret: str, token: str) -> str:
    """https://developers.facebook.com/docs/graph-api/guides/secure-requests"""
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def unreadable(record: object) -> Unreadable:
    return Unreadable("channel.graph.unreadable", kind=type(record).__name__)
