"""A page as a whole, or the one part of it that an open page fetches again."""

from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render


def shown(
    request: HttpRequest, whole: str, parts: Mapping[str, str], words: Mapping[str, Any]
) -> HttpResponse:
    """`parts`: the template of each part that may be fetched alone, by its id."""
    part = parts.get(request.headers.get("HX-Target", ""))
    response = render(request, part or whole, dict(words))
    response["Vary"] = "HX-Target, Cookie"
    return response


_STEP = 256 * 1024


def whole_file(request: HttpRequest, path: Path) -> StreamingHttpResponse:
    """A file of any size as a download, never in memory as a whole.

    Django would read a `FileResponse` to its end first when it serves by ASGI.
    """
    pieces = _pieces_awaited(path) if isinstance(request, ASGIRequest) else _pieces(path)
    response = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    response["Content-Length"] = path.stat().st_size
    response["Content-Disposition"] = f'attachment; filename="{path.name}"'
    return response


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(_STEP):
            yield piece


async def _pieces_awaited(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as stream:
        while piece := await sync_to_async(stream.read)(_STEP):
            yield piece
