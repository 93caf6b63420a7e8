"""What a mail says, in plain text: the part to read is chosen, soft line ends are joined."""

import re

from sturmwarte.channels.mailbox.decoding import text
from sturmwarte.channels.mailbox.mime import Mime, Part
from sturmwarte.wire.html import plain

MOST_BYTES = 256 * 1024
MOST_PIECES = 8
_PLACEHOLDER = 200
"""A plain part this short beside a much longer HTML part only says that one cannot see HTML."""


def wording(mime: Mime) -> str:
    """All text parts that are no attachment; of alternatives the plain one unless it is a placeholder."""
    shown = [part for part in mime.parts if _shown(part)]
    plains = [part for part in shown if part.type != "text/html"]
    pages = [part for part in shown if part.type == "text/html"]
    written = "\n\n".join(filter(None, (_written(part).strip() for part in plains[:MOST_PIECES])))
    if not pages or (len(written) > _PLACEHOLDER and _alternative(pages)):
        return written
    from_pages = "\n\n".join(filter(None, (_page(part) for part in pages[:MOST_PIECES])))
    if not written or (len(written) <= _PLACEHOLDER and len(from_pages) > 3 * len(written)):
        return from_pages
    return written if _alternative(pages) else f"{written}\n\n{from_pages}"


def _shown(part: Part) -> bool:
    return part.type in ("text/plain", "text/html", "text/enriched") and not part.attached and not part.name


def _alternative(pages: list[Part]) -> bool:
    return all("multipart/alternative" in part.within for part in pages)


def _page(part: Part) -> str:
    return plain(text(part.content[:MOST_BYTES], part.charset)).strip()


def _written(part: Part) -> str:
    written = text(part.content[:MOST_BYTES], part.charset)
    kind = part.headers.parameters("content-type")
    return (
        unflowed(written, kind.get("delsp").lower() == "yes") if kind.get("format") == "flowed" else written
    )


def unflowed(written: str, delete_space: bool = False) -> str:
    """RFC 3676: a line that ends in a space goes on in the next one of the same quote depth.

    >>> unflowed("Guten \\nTag\\n-- \\nMila")
    'Guten Tag\\n-- \\nMila'
    """
    made = list[str]()
    open_depth = -1
    for line in written.split("\n"):
        depth, words = _depth(line)
        soft = words.endswith(" ") and words.rstrip() != "--"
        if delete_space and soft:
            words = words[:-1]
        if depth == open_depth and words.rstrip() != "--":
            made.append(words)
        else:
            made.append(("\n" if made else "") + (">" * depth + " " if depth else "") + words)
        open_depth = depth if soft else -1
    return "".join(made)


def _depth(line: str) -> tuple[int, str]:
    words = line.lstrip(">")
    return len(line) - len(words), re.sub(r"^ ", "", words)
