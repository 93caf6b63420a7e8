"""Our access to Reddit: tokens that live for an hour or a day, the name Reddit demands, its errors.

Interface: https://github.com/reddit-archive/reddit/wiki/OAuth2
"""

import base64
import re
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sturmwarte import __version__
from sturmwarte.channels.contract import Place
from sturmwarte.core.reason import Reason
from sturmwarte.wire.answer import Answer
from sturmwarte.wire.errors import Gone, Limited, Refused, Trouble, Wrong

NEEDED = ("identity", "read", "history", "privatemessages", "submit", "edit")
_EARLY = timedelta(minutes=5)
_CLOSED = {"TOO_OLD", "THREAD_LOCKED", "DELETED_COMMENT", "DELETED_LINK", "COMMENT_DELETED", "USER_BLOCKED"}
_WAIT = re.compile(r"(\d{1,4})\s*(second|minute|hour)")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}


class Access:
    """Threads may share one; only one of them asks for a new token."""

    def __init__(self, place: Place) -> None:
        values = place.values
        self._place = place
        self._api = _address(values.get("api"), "https://oauth.reddit.com")
        self._login = _address(values.get("login"), "https://www.reddit.com")
        self.name = re.sub(r"^/?u/", "", str(values.get("username") or "").strip())
        # Reddit blocks programs that do not say who they are and whose account they use.
        self._agent = f"server:io.github.sturmwarte:v{__version__} (by /u/{self.name})"
        self._lock = threading.Lock()
        self._token = ""
        self._until: datetime | None = None
        self._scope = ""

    def missing(self) -> tuple[str, ...]:
        """Rights the token does not have."""
        self._valid()
        granted = set(self._scope.replace(",", " ").split())
        return () if "*" in granted or not granted else tuple(name for name in NEEDED if name not in granted)

    def get(self, path: str, **params: Any) -> Any:
        params = {"raw_json": 1, **params}
        return self._call("GET", path, {"params": params}).ok().json()

    def post(self, path: str, **form: Any) -> Mapping[str, Any]:
        """What a form's answer says under `json.data`; its errors are raised."""
        answer = self._call("POST", path, {"data": {"api_type": "json", "raw_json": 1, **form}}).ok()
        if not answer.body.strip():
            return {}
        told = answer.json()
        said = told.get("json") if isinstance(told, dict) else None
        said = said if isinstance(said, dict) else {}
        if errors := said.get("errors"):
            raise self._rejected(errors)
        data = said.get("data")
        return data if isinstance(data, dict) else {}

    def _call(self, verb: str, path: str, parts: Mapping[str, Any]) -> Answer:
        token = self._valid()
        answer = self._sent(verb, path, parts, token)
        if answer.status == 401:
            answer = self._sent(verb, path, parts, self._valid(instead_of=token))
        return answer

    def _sent(self, verb: str, path: str, parts: Mapping[str, Any], token: str) -> Answer:
        headers = {"authorization": f"bearer {token}", "user-agent": self._agent}
        return self._place.client.request(verb, self._api + path, headers=headers, **parts)

    def _valid(self, instead_of: str = "") -> str:
        with self._lock:
            due = self._until is None or self._place.now() > self._until - _EARLY
            if due or self._token == instead_of:
                self._ask()
            return self._token

    def _ask(self) -> None:
        values = self._place.values
        if values.get("refresh_token"):
            form = {"grant_type": "refresh_token", "refresh_token": str(values["refresh_token"])}
        elif values.get("password"):
            form = {"grant_type": "password", "username": self.name, "password": str(values["password"])}
        else:
            raise Wrong("channel.reddit.no_password")
        pair = f"{values['client_id']}:{values.get('client_secret') or ''}"
        basic = base64.b64encode(pair.encode()).decode()
        headers = {"authorization": f"Basic {basic}", "user-agent": self._agent}
        answer = self._place.client.post(f"{self._login}/api/v1/access_token", data=form, headers=headers)
        if answer.status in (400, 401, 403):
            raise Refused("channel.reddit.app" if answer.status == 401 else "channel.reddit.login")
        told = answer.ok().json()
        if not isinstance(told, dict) or "error" in told or not isinstance(told.get("access_token"), str):
            # A wrong password is answered with 200.
            raise Refused("channel.reddit.login")
        self._token, self._scope = told["access_token"], str(told.get("scope", ""))
        lasts = told.get("expires_in")
        self._until = self._place.now() + timedelta(seconds=lasts if isinstance(lasts, int) else 3600)

    def _rejected(self, errors: object) -> Trouble:
        first = errors[0] if isinstance(errors, list) and errors else []
        parts = [str(part) for part in first] if isinstance(first, list) else [str(first)]
        code, message = (parts[0], parts[1] if len(parts) > 1 else "") if parts else ("", "")
        if code == "RATELIMIT":
            found = _WAIT.search(message)
            wait = int(found[1]) * _SECONDS[found[2]] if found else 600
            return Limited(self._place.now() + timedelta(seconds=wait), "channel.reddit.slower")
        if code in _CLOSED:
            return Gone("channel.reddit.closed")
        return Wrong("channel.reddit.rejected", code=code[:60], message=message[:200])


def lacking(names: tuple[str, ...]) -> tuple[Reason, ...]:
    return tuple(Reason("channel.reddit.scope", {"scope": name}) for name in names)


def _address(value: object, default: str) -> str:
    text = str(value or "").strip().rstrip("/") or default
    return text if "://" in text else f"https://{text}"
