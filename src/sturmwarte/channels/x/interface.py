"""Calls of X's interface: the app's token for looking, the account's for acting, and what refusals mean."""

import base64
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec

from sturmwarte.channels.contract import Place
from sturmwarte.channels.x.parse import Page, page_of
from sturmwarte.wire.answer import Answer
from sturmwarte.wire.errors import Limited, Refused, Trouble, Unreadable, Wrong

FIELDS = {
    "post.fields": "attachments,author_id,conversation_id,created_at,edit_history_post_ids,id,lang,note_post,"
    "paid_partnership,public_metrics,referenced_posts,text",
    "expansions": "author_id,attachments.media_keys,attachments.poll_ids,referenced_posts",
    "user.fields": "id,name,username,public_metrics",
    "media.fields": "alt_text,media_key,preview_image_url,type,url",
    "poll.fields": "id,options",
}
_EARLY = timedelta(minutes=1)


class Interface:
    """One app, and the account it may act for. Raises `wire.errors.Trouble`."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._base = str(place.values.get("api") or "https://api.x.com").rstrip("/")
        self._refresh = str(place.values.get("refresh_token") or "")
        self._token, self._token_until = "", place.now()

    @property
    def may_act(self) -> bool:
        return bool(self._place.values.get("client_id") and self._refresh)

    def posts(self, path: str, scope: str, **params: Any) -> Page:
        """Posts with everything around them, read with the app's token."""
        return page_of(self._get(path, scope, {**FIELDS, **params}).body)

    def read(self, path: str, scope: str, **params: Any) -> dict[str, Any]:
        found = self._get(path, scope, params).json(dict[str, Any])
        return dict(found.get("data") or {})

    def act(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Does something in the account's name."""
        parts: dict[str, Any] = {"json": body} if body is not None else {}
        answer = self._place.client.request(
            method, self._base + path, headers={"authorization": f"Bearer {self._bearer()}"}, **parts
        )
        found = self._checked(answer).json(dict[str, Any])
        return dict(found.get("data") or {})

    def _get(self, path: str, scope: str, params: Mapping[str, Any]) -> Answer:
        headers = {"authorization": f"Bearer {str(self._place.values['bearer']).strip()}"}
        answer = self._place.client.get(self._base + path, params=params, headers=headers, scope=scope)
        return self._checked(answer)

    def _bearer(self) -> str:
        now = self._place.now()
        if self._token and now < self._token_until:
            return self._token
        if not self.may_act:
            raise Wrong("channel.x.cannot_act")
        granted = self._renewed()
        self._token = str(granted.get("access_token") or "")
        if not self._token:
            raise Unreadable("channel.x.unreadable")
        if renewed := str(granted.get("refresh_token") or ""):
            # The old one is void from here on: lost, and the account would have to sign in anew.
            self._refresh = renewed
            self._place.keep({"refresh_token": renewed})
        self._token_until = now + timedelta(seconds=float(granted.get("expires_in") or 0)) - _EARLY
        return self._token

    def _renewed(self) -> dict[str, Any]:
        client, secret = (str(self._place.values.get(name) or "") for name in ("client_id", "client_secret"))
        parts = {"grant_type": "refresh_token", "refresh_token": self._refresh, "client_id": client}
        headers = {"authorization": "Basic " + _basic(client, secret)} if secret else {}
        answer = self._place.client.post(self._base + "/2/oauth2/token", data=parts, headers=headers)
        if answer.status in (400, 401):
            raise Refused("channel.x.signed_out")
        found: dict[str, Any] = answer.ok().json(dict[str, Any])
        return found

    def _checked(self, answer: Answer) -> Answer:
        if answer.status < 400:
            return answer
        raise self._trouble(answer)

    def _trouble(self, answer: Answer) -> Trouble:
        """https://docs.x.com/x-api/fundamentals/response-codes-and-errors"""
        said = _said(answer)
        if answer.status == 402:
            return Refused("channel.x.no_credit")
        if answer.status == 429 and "UsageCapExceeded" in said:
            return Limited(self._place.now() + timedelta(hours=1), "channel.x.cap")
        if answer.status == 401:
            self._token = ""
            return Refused("channel.x.refused")
        if answer.status == 403:
            return Refused("channel.x.forbidden", said=said)
        if answer.status == 400:
            return Wrong("channel.x.said", said=said)
        return answer.trouble()


def _said(answer: Answer) -> str:
    """The platform's own words, without what could be ours."""
    try:
        body = msgspec.json.decode(answer.body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    errors = body.get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    parts = (body.get("title"), body.get("detail") or first.get("message"))
    return ": ".join(str(part) for part in parts if part)[:300]


def _basic(client: str, secret: str) -> str:
    return base64.b64encode(f"{client}:{secret}".encode()).decode()
