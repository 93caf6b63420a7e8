"""Takes the body of an inbound call apart: JSON lines, one object, or an array of objects."""

from collections.abc import Iterator

import msgspec

MAX_BODY = 8 * 1024 * 1024
MAX_LINES = 5_000

JSON_LINES = frozenset(
    {"application/x-ndjson", "application/jsonl", "application/jsonlines", "application/x-jsonlines",
     "text/plain"}
)  # fmt: skip
JSON = frozenset({"application/json", "text/json"})


class BodyError(ValueError):
    """A body that holds no lines at all. Sending it again won't help."""


def lines_of(body: bytes, media_type: str) -> list[tuple[int, bytes]]:
    """(number from 1, one object's bytes). A single object may span lines; so may an array."""
    body = body.removeprefix(b"\xef\xbb\xbf")
    if media_type in JSON:
        whole = _whole(body)
        if whole is not None:
            return whole
        if b"\n" not in body.strip():
            raise BodyError("not JSON: send one object, an array of objects, or one object a line")
    return [(number, line) for number, line in enumerate(_lines(body), 1) if line]


def _whole(body: bytes) -> list[tuple[int, bytes]] | None:
    try:
        found = msgspec.json.decode(body, type=msgspec.Raw)
        if body.lstrip()[:1] == b"[":
            items = msgspec.json.decode(body, type=list[msgspec.Raw])
            return [(number, bytes(item)) for number, item in enumerate(items, 1)]
    except msgspec.DecodeError:
        return None
    return [(1, bytes(found))]


def _lines(body: bytes) -> Iterator[bytes]:
    for line in body.split(b"\n"):
        yield line.strip()
