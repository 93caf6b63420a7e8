"""Serves our own static files from memory: a few hundred kilobytes that no request needs to find on disk.

A small ASGI application beside Django, because Django's way of sending files blocks a thread for each.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousOperation

_WORTH_PACKING = 600
_FOR_GOOD, _FOR_A_DAY = "public, max-age=31536000, immutable", "public, max-age=86400"


@dataclass(frozen=True)
class File:
    """A file as it is sent. `packed` is None where packing gains nothing."""

    body: bytes
    packed: bytes | None
    kind: str
    hash: str


def found(name: str) -> File | None:
    """The file with this name among the apps' static files; never one outside them."""
    return _kept(name) if not settings.DEBUG else _kept.__wrapped__(name)


@lru_cache(maxsize=256)
def _kept(name: str) -> File | None:
    path = _path(name)
    if path is None:
        return None
    body = path.read_bytes()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind.endswith(("javascript", "json", "svg+xml"))
    packed = gzip.compress(body, 9, mtime=0) if text and len(body) > _WORTH_PACKING else None
    return File(
        body, packed, f"{kind}; charset=utf-8" if text else kind, hashlib.sha256(body).hexdigest()[:10]
    )


def _path(name: str) -> Path | None:
    if not name or "\0" in name or len(name) > 200:
        return None
    try:
        hit = finders.find(name)
    except (SuspiciousOperation, ValueError, OSError):  # a path that leads outside, or is none
        return None
    path = Path(hit) if isinstance(hit, str) else None
    return path if path and path.is_file() else None


async def files(scope: dict[str, Any], _receive: Any, send: Any) -> None:
    """The ASGI application for everything under STATIC_URL."""
    file = found(scope["path"].removeprefix(settings.STATIC_URL))
    if file is None or scope["method"] not in {"GET", "HEAD"}:
        await _send(send, 404, [], b"")
        return
    asked = {name: value.decode("latin-1") for name, value in scope["headers"]}
    version = parse_qs(scope["query_string"].decode("latin-1")).get("v", [""])[0]
    headers = [
        ("content-type", file.kind),
        ("etag", f'"{file.hash}"'),
        ("cache-control", _FOR_GOOD if version == file.hash else _FOR_A_DAY),
        ("vary", "Accept-Encoding"),
        ("x-content-type-options", "nosniff"),
    ]
    if asked.get(b"if-none-match") == f'"{file.hash}"':
        await _send(send, 304, headers, b"")
        return
    body = file.body
    if file.packed is not None and "gzip" in asked.get(b"accept-encoding", ""):
        body = file.packed
        headers.append(("content-encoding", "gzip"))
    await _send(send, 200, headers, b"" if scope["method"] == "HEAD" else body, len(body))


async def _send(send: Any, status: int, headers: list[tuple[str, str]], body: bytes, length: int = 0) -> None:
    shown = [*headers, ("content-length", str(length or len(body)))]
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in shown]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
