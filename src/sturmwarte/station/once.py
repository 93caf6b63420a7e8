"""What cannot change while one page is made is asked of the database once: which plan holds, what a run's
clock shows.

Only while somebody reads. An action that changes the plan reads it anew, and so does everything outside a
request.
"""

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

Answer = TypeVar("Answer")
_known: ContextVar[dict[Hashable, Any] | None] = ContextVar("known", default=None)


def once(asks: Callable[..., Answer]) -> Callable[..., Answer]:
    """The function, which within a page is called once for each set of its arguments."""

    @wraps(asks)
    def remembering(*args: Hashable) -> Answer:
        known = _known.get()
        if known is None:
            return asks(*args)
        key = (asks, args)
        if key not in known:
            known[key] = asks(*args)
        answer: Answer = known[key]
        return answer

    return remembering


class Once:
    """Django middleware: everything inside one GET or HEAD is one page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return self._get_response(request)
        before = _known.set({})
        try:
            return self._get_response(request)
        finally:
            _known.reset(before)
