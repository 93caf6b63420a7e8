"""HTTP for everything that asks an address somebody else named: through the guard, bounded in every way.

Bounds: size before and after unpacking, time of the whole exchange, headers, redirects. Each redirect passes
the guard anew. Neither proxies nor credentials are taken from the environment, cookies are not kept.
"""

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpcore2
import httpx2

from sturmwarte import __version__
from sturmwarte.wire.answer import Answer
from sturmwarte.wire.errors import Limited, TooMuch, Wrong
from sturmwarte.wire.exchange import BrokenOff, Exchange, headers_of
from sturmwarte.wire.guard import Guard
from sturmwarte.wire.limits import Budget
from sturmwarte.wire.redirects import PERMANENT, REDIRECTS, Sending, follow
from sturmwarte.wire.streams import Streaming
from sturmwarte.wire.unpack import ACCEPTED, Unpacker
from sturmwarte.wire.websocket import Socket, opened

AGENT = f"Sturmwarte/{__version__} (listens for its owner)"
PATIENCE = timedelta(seconds=20)
"""A longer wait for a platform's limits is told as Limited: the engine waits better than a request does."""


def _sleep(seconds: float) -> bool:
    time.sleep(seconds)
    return False


class Client:
    """Sends requests and reads answers whole; streams and web sockets too. Threads may share one.

    `now` is the clock for limits, `rest(seconds)` waits and is true when the station stops. All methods raise
    `Trouble` and nothing else. `tls` replaces the usual authorities in tests.
    """

    def __init__(  # noqa: PLR0913 - every bound by its name
        self,
        guard: Guard,
        *,
        now: Callable[[], datetime],
        rest: Callable[[float], bool] = _sleep,
        budget: Budget | None = None,
        agent: str = AGENT,
        timeout_s: float = 20,
        most_bytes: int = 8 * 2**20,
        redirects: int = 5,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.guard = guard
        self.now = now
        self.budget = budget or Budget()
        self._rest = rest
        self._agent = agent
        self._timeout_s = timeout_s
        self._most_bytes = most_bytes
        self._redirects = redirects
        self._exchange = Exchange(guard, tls)
        self._streaming = Streaming(self._exchange, guard.check_url, redirects, self._stops)

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        most_bytes: int | None = None,
        timeout_s: float | None = None,
        scope: str = "",
    ) -> Answer:
        """Tried once more when the connection breaks. `scope`: what the platform counts this call under."""
        return self.request(
            "GET",
            url,
            params=params,
            headers=headers,
            most_bytes=most_bytes,
            timeout_s=timeout_s,
            scope=scope,
        )

    def post(self, url: str, **parts: Any) -> Answer:
        """Never tried again by itself: it may have arrived. Parts as for `request`."""
        return self.request("POST", url, **parts)

    def request(
        self,
        method: str,
        url: str,
        *,
        most_bytes: int | None = None,
        timeout_s: float | None = None,
        scope: str = "",
        **parts: Any,
    ) -> Answer:
        """`parts`: params, json, data (a form), files (multipart), content (raw bytes), headers.

        `timeout_s` bounds the whole exchange with its redirects, `most_bytes` the body.
        """
        sending = self._sending(method, url, parts)
        within_s = timeout_s or self._timeout_s
        try:
            return self._asked(sending, most_bytes or self._most_bytes, within_s, scope)
        except BrokenOff:
            if sending.method not in ("GET", "HEAD"):
                raise
            return self._asked(sending, most_bytes or self._most_bytes, within_s, scope)

    def stream(
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        silence_s: float = 60,
        scope: str = "",
    ) -> AbstractContextManager[Iterator[bytes]]:
        """The lines of a long answer without their ends (SSE, JSON lines), as they come.

        Ends when the server ends it or the station stops. Unreachable after `silence_s` without a byte.
        """
        sending = self._sending("GET", url, {"params": params, "headers": headers})
        self._pace(sending, scope)
        return self._streaming.lines(sending, silence_s, self._heeding(scope))

    def websocket(
        self, url: str, *, headers: Mapping[str, str] | None = None, silence_s: float = 60, scope: str = ""
    ) -> AbstractContextManager[Socket]:
        """A web socket at a ws: or wss: address (http and https do as well)."""
        sending = self._sending("GET", _as_http(url), {})
        self._pace(sending, scope)
        mine = dict(headers or {})
        return opened(
            self.guard,
            sending.url,
            mine,
            self._agent,
            silence_s=silence_s,
            tls=self._exchange.tls,
            stops=self._stops,
        )

    def close(self) -> None:
        self._exchange.close()

    def _sending(self, method: str, url: str, parts: dict[str, Any]) -> Sending:
        self.guard.check_url(url)
        params = {k: v for k, v in (parts.pop("params", None) or {}).items() if v is not None}
        host = urlsplit(url).hostname or "-"
        try:
            whole = httpx2.URL(url).copy_merge_params(params) if params else httpx2.URL(url)
            made = httpx2.Request(method.upper(), whole, **parts)
            body = made.read()
        except UnicodeEncodeError as error:
            raise Wrong("trouble.odd_characters", host=host) from error
        except (httpx2.InvalidURL, ValueError) as error:
            raise Wrong("trouble.no_address", host=host) from error
        headers = {name.lower(): value for name, value in made.headers.items()}
        headers.pop("host", None)  # always the address's own
        headers.setdefault("user-agent", self._agent)
        headers.setdefault("accept", "*/*")
        headers.setdefault("accept-encoding", ACCEPTED)
        return Sending(made.method, _without_fragment(str(made.url)), tuple(headers.items()), body)

    def _asked(self, sending: Sending, most: int, within_s: float, scope: str) -> Answer:
        moved: str | None = None
        unbroken = True
        self._pace(sending, scope)
        with self._exchange.deadline.within(within_s):
            for _ in range(self._redirects + 1):
                answer = self._once(sending, most, within_s, scope)
                location = answer.headers.get("location", "")
                if answer.status not in REDIRECTS or not location:
                    return Answer(answer.status, answer.headers, answer.body, sending.url, moved, answer.at)
                sending = follow(sending, answer.status, location)
                self.guard.check_url(sending.url)
                unbroken = unbroken and answer.status in PERMANENT
                moved = sending.url if unbroken else moved
        raise TooMuch("trouble.redirects", host=_host(sending.url), most=self._redirects)

    def _once(self, sending: Sending, most: int, within_s: float, scope: str) -> Answer:
        response = self._exchange.send(sending, within_s)
        try:
            headers = headers_of(response)
            self._heeding(scope)(sending.url, response.status, headers)
            host = _host(sending.url)
            with self._exchange.told(host, within_s):
                body = b"" if sending.method == "HEAD" else _read(response, headers, most, host)
        finally:
            response.close()
        return Answer(response.status, headers, body, sending.url, at=self.now())

    def _pace(self, sending: Sending, scope: str) -> None:
        host = _host(sending.url)
        wait = self.budget.wait(host, self.now(), scope, most=PATIENCE)
        if wait > PATIENCE:
            raise Limited(self.now() + wait, "trouble.slowed_down", host=host)
        if wait and self._rest(wait.total_seconds()):
            raise Limited(self.now(), "trouble.stopping", host=host)

    def _heeding(self, scope: str) -> Callable[[str, int, Mapping[str, str]], None]:
        return lambda url, status, headers: self.budget.heed(_host(url), status, headers, self.now(), scope)

    def _stops(self) -> bool:
        return self._rest(0)


def _read(response: httpcore2.Response, headers: Mapping[str, str], most: int, host: str) -> bytes:
    told = headers.get("content-length", "")
    if told.isdigit() and len(told) < 20 and int(told) > most:
        raise TooMuch("trouble.too_large", host=host, megabytes=round(most / 2**20, 1))
    unpacker = Unpacker(headers.get("content-encoding", ""), most, host)
    return b"".join(piece for chunk in response.iter_stream() for piece in unpacker.feed(chunk))


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _without_fragment(url: str) -> str:
    return url.partition("#")[0]


def _as_http(url: str) -> str:
    scheme, colon, rest = url.partition(":")
    return {"ws": "http", "wss": "https"}.get(scheme.lower(), scheme) + colon + rest
