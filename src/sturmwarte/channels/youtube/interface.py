"""Calls of the Data API: the key for looking, a signed-in account for acting, and what refusals mean."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from sturmwarte.channels.contract import Place
from sturmwarte.channels.youtube.shapes import Failure, Page
from sturmwarte.wire.answer import Answer
from sturmwarte.wire.errors import Gone, Limited, Missing, Refused, Trouble, Unreadable, Wrong

_QUOTA = {"quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"}
_HURRY = {"rateLimitExceeded", "userRateLimitExceeded", "processingFailure"}
_KEY = {"keyInvalid", "keyExpired", "accessNotConfigured", "ipRefererBlocked", "badRequest"}
_CLOSED = {"commentsDisabled", "videoNotFound", "channelNotFound", "commentNotFound", "commentThreadNotFound"}
_DAYS_OF_GOOGLE = ZoneInfo("America/Los_Angeles")
"""The quota begins anew at midnight there."""
_EARLY = timedelta(minutes=1)


class Interface:
    """One project's access. Raises `wire.errors.Trouble`; neither key nor token is ever in one."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._base = str(place.values.get("api") or "https://youtube.googleapis.com").rstrip("/")
        self._token, self._token_until = "", place.now()

    @property
    def may_act(self) -> bool:
        return all(self._place.values.get(name) for name in ("client_id", "client_secret", "refresh_token"))

    def page(self, what: str, **params: Any) -> Page:
        """A list of resources, read with the key."""
        answer = self._place.client.get(
            f"{self._base}/youtube/v3/{what}", params={**params, "key": self._place.values["key"]}
        )
        page: Page = self._checked(answer).json(Page)
        return page

    def act(self, method: str, what: str, params: Mapping[str, Any], body: Any = None) -> Answer:
        """Changes something in the name of the signed-in channel."""
        headers = {"authorization": f"Bearer {self._bearer()}"}
        parts: dict[str, Any] = {"json": body} if body is not None else {}
        url = f"{self._base}/youtube/v3/{what}"
        answer = self._place.client.request(method, url, params=params, headers=headers, **parts)
        return self._checked(answer)

    def _bearer(self) -> str:
        now = self._place.now()
        if self._token and now < self._token_until:
            return self._token
        if not self.may_act:
            raise Wrong("channel.youtube.cannot_act")
        values = self._place.values
        answer = self._place.client.post(
            str(values.get("sign_in") or "https://oauth2.googleapis.com/token"),
            data={
                "grant_type": "refresh_token",
                **{name: str(values[name]) for name in ("client_id", "client_secret", "refresh_token")},
            },
        )
        if answer.status in (400, 401):
            raise Refused("channel.youtube.signed_out")
        granted: dict[str, Any] = answer.ok().json(dict[str, Any])
        self._token = str(granted.get("access_token") or "")
        if not self._token:
            raise Unreadable("channel.youtube.unreadable")
        self._token_until = now + timedelta(seconds=float(granted.get("expires_in") or 0)) - _EARLY
        return self._token

    def _checked(self, answer: Answer) -> Answer:
        if answer.status < 400:
            return answer
        raise self._trouble(answer)

    def _trouble(self, answer: Answer) -> Trouble:
        """https://developers.google.com/youtube/v3/docs/errors"""
        reasons = _reasons(answer)
        if answer.status == 401:
            self._token = ""
            return Refused("channel.youtube.signed_out")
        if reasons & _QUOTA:
            return Limited(next_day(self._place.now()), "channel.youtube.quota")
        return _of_reasons(reasons, answer) or answer.trouble()


def _of_reasons(reasons: set[str], answer: Answer) -> Trouble | None:
    if reasons & _HURRY:
        return Limited(None, "channel.youtube.limited")
    if "commentsDisabled" in reasons:
        return Gone("channel.youtube.closed")
    if reasons & _CLOSED:
        return Missing("channel.youtube.missing")
    if reasons & _KEY or answer.status in (400, 403):
        return Refused("channel.youtube.key", said=", ".join(sorted(reasons)) or str(answer.status))
    return None


def next_day(now: datetime) -> datetime:
    """When the quota begins anew."""
    there = now.astimezone(_DAYS_OF_GOOGLE)
    tomorrow = (there + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return tomorrow.astimezone(now.tzinfo)


def _reasons(answer: Answer) -> set[str]:
    try:
        failure: Failure = msgspec.json.decode(answer.body, type=Failure)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return set()
    return {problem.reason for problem in failure.error.errors}
