"""What was just done, said on the next page, with the way to take it back."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

_KEY = "people_done"


@dataclass(frozen=True)
class Done:
    """`url` and `data` take it back; empty where that cannot be."""

    words: str
    url: str = ""
    data: list[tuple[str, str]] | None = None


def did(request: HttpRequest, words: str, url: str = "", **data: object) -> None:
    """Call it after an action; the page that comes next shows it once."""
    pairs = [(name, str(one)) for name, value in data.items()
             for one in (value if isinstance(value, list) else [value])]  # fmt: skip
    request.session[_KEY] = {"words": words, "url": url, "data": pairs}


def done(request: HttpRequest) -> Done | None:
    kept: dict[str, Any] | None = request.session.pop(_KEY, None)
    return Done(**kept) if kept else None
