"""Long answers line by line: server-sent events, JSON lines."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpcore2

from sturmwarte.wire.answer import Answer
from sturmwarte.wire.errors import TooMuch
from sturmwarte.wire.exchange import Exchange, headers_of
from sturmwarte.wire.network import Stopped
from sturmwarte.wire.redirects import REDIRECTS, Sending, follow
from sturmwarte.wire.unpack import Unpacker

MOST_LINE_BYTES = 2 * 2**20
MOST_BYTES = 1 << 50
"""A stream goes on for as long as it likes; only its lines and its ratio are bounded."""

Heeding = Callable[[str, int, Mapping[str, str]], None]
Checking = Callable[[str], None]


class Streaming:
    """How streams are opened: what every one of a client shares."""

    def __init__(
        self, exchange: Exchange, check_url: Checking, redirects: int, stops: Callable[[], bool]
    ) -> None:
        self._exchange = exchange
        self._check_url = check_url
        self._redirects = redirects
        self._stops = stops

    @contextmanager
    def lines(self, sending: Sending, silence_s: float, heed: Heeding) -> Iterator[Iterator[bytes]]:
        """Raises what a status other than 2xx means. What the caller raises in the block stays as it is."""
        response, url = self._opened(sending, silence_s, heed)
        try:
            yield self._split(response, urlsplit(url).hostname or "", silence_s)
        finally:
            response.close()

    def _opened(self, sending: Sending, silence_s: float, heed: Heeding) -> tuple[httpcore2.Response, str]:
        for _ in range(self._redirects + 1):
            with self._exchange.deadline.within(silence_s):
                response = self._exchange.send(sending, silence_s)
            headers = headers_of(response)
            heed(sending.url, response.status, headers)
            if 200 <= response.status < 300:
                return response, sending.url
            response.close()
            if response.status not in REDIRECTS or not headers.get("location"):
                raise Answer(response.status, headers, b"", sending.url).trouble()
            sending = follow(sending, response.status, headers["location"])
            self._check_url(sending.url)
        host = urlsplit(sending.url).hostname or ""
        raise TooMuch("trouble.redirects", host=host, most=self._redirects)

    def _split(self, response: httpcore2.Response, host: str, silence_s: float) -> Iterator[bytes]:
        begun = b""
        for piece in self._pieces(response, host, silence_s):
            begun += piece
            *whole, begun = begun.split(b"\n")
            for line in whole:
                yield line.removesuffix(b"\r")
            if len(begun) > MOST_LINE_BYTES:
                raise TooMuch("trouble.line", host=host)
        if begun:
            yield begun

    def _pieces(self, response: httpcore2.Response, host: str, silence_s: float) -> Iterator[bytes]:
        unpacker = Unpacker(headers_of(response).get("content-encoding", ""), MOST_BYTES, host)
        chunks = iter(response.iter_stream())
        while True:
            with self._exchange.told(host, silence_s), self._exchange.deadline.within(None, self._stops):
                try:
                    chunk = next(chunks, None)
                except Stopped:
                    return
            if chunk is None:
                return
            yield from unpacker.feed(chunk)
