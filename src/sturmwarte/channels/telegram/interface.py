"""Calls of the bot interface and what its refusals mean. Addresses hold the token: none is ever shown."""

import re
from datetime import timedelta
from typing import Any, TypeVar

import msgspec

from sturmwarte.channels.contract import Place
from sturmwarte.channels.telegram.shapes import Reply
from sturmwarte.wire.errors import Limited, Missing, Refused, Trouble, Unreachable, Unreadable, Wrong

T = TypeVar("T")

TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{10,100}")


class Interface:
    """One bot's access. Raises `Trouble`."""

    def __init__(self, place: Place) -> None:
        token = str(place.values["token"]).strip()
        if not TOKEN.fullmatch(token):
            raise Wrong("channel.telegram.no_token")
        self._base = f"{str(place.values.get('api') or 'https://api.telegram.org').rstrip('/')}/bot{token}"
        self._place = place

    def call(self, method: str, gives: type[T], *, timeout_s: float = 20, **parts: Any) -> T:
        """The result of a method. Only methods that change nothing may be tried again by the caller."""
        answer = self._place.client.post(f"{self._base}/{method}", json=parts, timeout_s=timeout_s)
        reply: Reply = answer.json(Reply)
        if not reply.ok:
            raise self._trouble(reply, answer.status)
        try:
            return msgspec.json.decode(reply.result, type=gives)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Unreadable("channel.telegram.unreadable") from error

    def _trouble(self, reply: Reply, status: int) -> Trouble:
        """https://core.telegram.org/bots/api#making-requests"""
        code, said = reply.error_code or status, reply.description[:200]
        wait = reply.parameters.retry_after if reply.parameters else None
        if code == 429:
            until = self._place.now() + timedelta(seconds=wait) if wait else None
            return Limited(until, "channel.telegram.limited")
        if code in (401, 404):  # an unknown token is answered like an unknown address
            return Refused("channel.telegram.refused")
        if code == 409:
            return Wrong("channel.telegram.second_reader")
        if code == 403:
            return Missing("channel.telegram.put_out", said=said)
        if code >= 500:
            return Unreachable("channel.telegram.broken", status=code)
        return Unreadable("channel.telegram.said", said=said)
