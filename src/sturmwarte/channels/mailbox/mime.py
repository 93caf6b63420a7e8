"""A mail's parts. Cut by their boundaries level by level, in time proportional to the size.

Python's own parser carries every line through all levels of nesting: a few thousand nested parts keep it busy
for minutes. Depth and number of parts are bounded here; what lies beyond is not read, and `cut` says so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sturmwarte.channels.mailbox.decoding import body
from sturmwarte.channels.mailbox.headers import Headers, split

MOST_DEPTH = 10
MOST_PARTS = 200


@dataclass(frozen=True)
class Part:
    """One leaf: its content without transfer encoding. `within` are the multipart types around it."""

    type: str
    headers: Headers
    content: bytes
    within: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file's name, without any folder."""
        said = self.headers.parameters("content-disposition").get("filename")
        said = said or self.headers.parameters("content-type").get("name")
        return re.split(r"[/\\]", said)[-1].strip()[:200]

    @property
    def attached(self) -> bool:
        return self.headers.parameters("content-disposition").value == "attachment"

    @property
    def charset(self) -> str:
        return self.headers.parameters("content-type").get("charset")


@dataclass(frozen=True)
class Mime:
    headers: Headers
    parts: tuple[Part, ...]
    cut: bool = False


def take_apart(raw: bytes) -> Mime:
    """All leaves in reading order."""
    headers, content = split(raw)
    leaves = list[Part]()
    waiting = [(headers, content, ())]  # type: list[tuple[Headers, bytes, tuple[str, ...]]]
    cut = False
    while waiting:
        head, inner, within = waiting.pop()
        kind = _type(head, within)
        boundary = head.parameters("content-type").get("boundary")
        if len(leaves) + len(waiting) >= MOST_PARTS:
            cut = True
            break
        if kind.startswith("multipart/") and boundary and len(within) < MOST_DEPTH:
            pieces = list(islice(_pieces(inner, boundary), MOST_PARTS + 1))
            cut = cut or len(pieces) > MOST_PARTS
            waiting += [(*split(piece), (*within, kind)) for piece in reversed(pieces[:MOST_PARTS])]
            continue
        decoded = body(inner, head.raw("content-transfer-encoding"))
        leaves.append(Part(_leaf(kind), head, decoded, within))
    return Mime(headers, tuple(leaves), cut)


def _type(headers: Headers, within: tuple[str, ...]) -> str:
    said = headers.parameters("content-type").value
    if re.fullmatch(r"[\w.+-]+/[\w.+-]+", said):
        return said
    return "message/rfc822" if within[-1:] == ("multipart/digest",) else "text/plain"


def _leaf(kind: str) -> str:
    """A multipart without a boundary, or nested too deeply, is read as text."""
    return "text/plain" if kind.startswith("multipart/") else kind


def _pieces(content: bytes, boundary: str) -> Iterator[bytes]:
    """Between the boundaries; a missing last one ends with the mail."""
    mark = re.escape(boundary.encode("utf-8", "replace"))
    begin = -1
    for hit in re.finditer(rb"(?:\A|\r?\n)--" + mark + rb"(--)?[ \t]*(?=\r?\n|\Z)", content):
        if begin >= 0:
            yield _without_newline(content[begin : hit.start()])
        begin = hit.end()
        if hit[1]:
            return
    if begin >= 0:
        yield _without_newline(content[begin:])
    else:
        yield b"\n" + content


def _without_newline(piece: bytes) -> bytes:
    """The first one belongs to the boundary."""
    return piece[2:] if piece[:2] == b"\r\n" else piece[1:]
