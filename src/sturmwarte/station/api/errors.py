"""TokenError: a token that cannot be made or ended.  Problem: a call's answer that is not what was asked for.

Problems follow RFC 9457: `application/problem+json` with type, title, status and detail.
"""

from collections.abc import Mapping
from typing import Any


class TokenError(ValueError):
    """Says in one sentence why nothing was done, and the mend."""


class Problem(Exception):
    """`kind` names it for programs; `detail` says for people what is wrong and the mend. `wait`: seconds
    after which the same call may succeed; 0: it will not by itself."""

    def __init__(
        self, status: int, kind: str, detail: str, *, wait: int = 0, more: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail, self.wait = status, kind, detail, wait
        self.more = dict(more or {})
