"""What came back for a request, read as a whole, and what its status means for us."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
from charset_normalizer import from_bytes

from sturmwarte.wire.errors import Gone, Limited, Missing, Refused, Trouble, Unreachable, Unreadable
from sturmwarte.wire.waiting import asked_to_wait

T = TypeVar("T")

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """`headers` in lower case; `url` is the final one; `moved` where an unbroken chain of PERMANENT redirects
    led from the first; `at` when it came."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    url: str = field(repr=False)
    moved: str | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    def json(self, type: type[T] | Any = Any) -> Any:
        """The body as JSON of the given type. Raises Unreadable."""
        try:
            return msgspec.json.decode(self.body, type=type)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Unreadable("trouble.no_json", host=self.host, status=self.status) from error

    def text(self) -> str:
        """The body as text, in the charset it names or else the likeliest. Never fails."""
        named = _CHARSET.search(self.headers.get("content-type", ""))
        for charset in (named[1] if named else "utf-8", "utf-8"):
            try:
                return self.body.decode(charset)
            except (LookupError, UnicodeError, ValueError):
                continue
        best = from_bytes(self.body[: 64 * 1024]).best()
        try:
            return self.body.decode(best.encoding if best else "utf-8", errors="replace")
        except (LookupError, UnicodeError, ValueError):
            return self.body.decode("utf-8", errors="replace")

    def ok(self, *allowed: int) -> "Answer":
        """Itself when the status is 2xx or among `allowed`; else raises what the status means."""
        if 200 <= self.status < 300 or self.status in allowed:
            return self
        raise self.trouble()

    def trouble(self) -> Trouble:
        """Refused for 401 and 403, Missing 404, Gone 410, Limited 429 (and a 503 that says until when),
        Unreachable 408 and 5xx, Unreadable for the rest."""
        facts: dict[str, Any] = {"host": self.host, "status": self.status}
        if self.status in (401, 403):
            return Refused("trouble.unknown_to" if self.status == 401 else "trouble.forbidden", **facts)
        if self.status == 404:
            return Missing("trouble.not_found", **facts)
        if self.status == 410:
            return Gone("trouble.gone_for_good", **facts)
        if self.status == 429 or (self.status == 503 and "retry-after" in self.headers):
            return Limited(asked_to_wait(self.headers, self.at), "trouble.limited_by", **facts)
        if self.status == 408 or self.status >= 500:
            return Unreachable("trouble.server", **facts)
        return Unreadable("trouble.status", **facts)
