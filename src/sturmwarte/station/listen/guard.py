"""Refuses bodies that are too large before anything reads them: Django would spool gigabytes to disk first.

ASGI (asgi.readthedocs.io, HTTP connection scope). What announces its length is refused at once; what does
not is counted while it streams, and cut off where it passes the limit.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from sturmwarte.station.listen import measures
from sturmwarte.station.listen.body import MAX_BODY

ASGI = Callable[[dict[str, Any], Any, Any], Awaitable[None]]

SLACK = 64 * 1024
"""A form's own wrapping around a file of the greatest size."""


def guarded(application: ASGI, most: int = MAX_BODY + SLACK) -> ASGI:
    """The application, given no body of more than `most` bytes: the caller gets 413 and one sentence."""

    async def guard(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
        elif (length := _length(scope)) is not None and length > most:
            await _refuse(send, most)
        else:
            await _counted(application, scope, receive, send, most)

    return guard


async def _counted(application: ASGI, scope: dict[str, Any], receive: Any, send: Any, most: int) -> None:
    size, begun = 0, False

    async def counting() -> Any:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        # The application throws away what it has, as it does for a caller who hangs up.
        return {"type": "http.disconnect"} if size > most else message

    async def noting(message: Any) -> None:
        nonlocal begun
        begun = True
        await send(message)

    await application(scope, counting, noting)
    if size > most and not begun:
        await _refuse(send, most)


def _length(scope: dict[str, Any]) -> int | None:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else None
    return None


async def _refuse(send: Any, most: int) -> None:
    measures.REFUSED.labels("413").inc()
    why = f"more than {most // 2**20} MB: send it in several calls"
    body = json.dumps({"error": why}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        # Or the rest of the body would be taken for the next call.
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
