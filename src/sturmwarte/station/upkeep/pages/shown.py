"""A page as a whole, or the one part of it that an open page fetches again."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
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

    Django reads a `FileResponse` to its end first when it serves by ASGI, so there it is read piece by piece.
    """
    if not isinstance(request, ASGIRequest):
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
    response = StreamingHttpResponse(_pieces(path), content_type="application/octet-stream")
    response["Content-Length"] = path.stat().st_size
    response["Content-Disposition"] = f'attachment; filename="{path.name}"'
    return response


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as stream:
        while piece := await sync_to_async(stream.read)(_STEP):
            yield piece
