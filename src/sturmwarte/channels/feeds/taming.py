"""What feedparser's own patterns cannot bear, kept from them.

Its patterns for the XML declaration, for blank lines before the first tag and for the address in an author's
name take a time that grows with the square or the cube of what they look at, and Python runs nothing else
meanwhile. So documents are handed over in an encoding that extends ASCII, with a declaration of ordinary
length and without long stretches of blanks; and what it takes for an author is cut.
"""

import codecs
import re
from typing import Any

from feedparser.mixin import _FeedParserMixin

_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
    (b"Lo\xa7\x94", "cp037"),
)
_DECLARED = re.compile(rb"<\?xml[^<>?]{0,300}\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s\"';,]{1,60})", re.IGNORECASE)
_BLANKS = re.compile(rb"\s{100,}")
_ASCII = bytes(range(0x20, 0x7F))


def tamed(body: bytes, content_type: str) -> tuple[bytes, str]:
    """(document, content type) as feedparser may have them: the same feed for every honest one."""
    body = _declared(_narrow(body))
    body = _BLANKS.sub(b"\n", body)
    named = _CHARSET.search(content_type)
    kind = content_type if named is None or _extends_ascii(named[1]) else content_type.partition(";")[0]
    return body, kind


def _narrow(body: bytes) -> bytes:
    """UTF-16, UTF-32 and EBCDIC as UTF-8."""
    for mark, codec in _WIDE:
        if body.startswith(mark):
            try:
                return body.decode(codec).lstrip("\ufeff").encode("utf-8", "replace")
            except UnicodeDecodeError:
                return body.replace(b"\x00", b"")
    return body.removeprefix(codecs.BOM_UTF8)


def _declared(body: bytes) -> bytes:
    """Without a declaration that is none, or that names an encoding the document cannot have."""
    if not body.startswith(b"<?"):
        return body
    found = _DECLARED.match(body)
    if found is None:
        return body[2:]
    named = _ENCODING.search(found[0])
    if named is not None and not _extends_ascii(named[1].decode("ascii")):
        return body[found.end() :]
    return body


def _extends_ascii(name: str) -> bool:
    try:
        return _ASCII.decode(name) == _ASCII.decode("ascii")
    except (LookupError, UnicodeError, ValueError):
        return False


MOST_AUTHOR = 300
_told_of = _FeedParserMixin._sync_author_detail


def _bounded(self: Any, key: str = "author") -> None:
    """feedparser looks for an address in the whole text that stands in the author's place."""
    context = self._get_context()
    named = context.get(key)
    if isinstance(named, str) and len(named) > MOST_AUTHOR:
        context[key] = named[:MOST_AUTHOR]
    _told_of(self, key)


_FeedParserMixin._sync_author_detail = _bounded
