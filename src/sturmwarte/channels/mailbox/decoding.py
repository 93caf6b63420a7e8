"""Bytes of a mail to text, whatever charset they claim. Never fails, and takes time in proportion to size."""

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Iterator

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\s]{0,2000})\?=")
_BETWEEN = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_NOT_FOR_MAIL = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
"""Codecs that Python knows and no mail means; punycode takes quadratic time."""
_AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "utf-8", "gb2312": "gb18030", "iso8859-9": "cp1254"}


def text(data: bytes, charset: str = "") -> str:
    """In the charset it claims, else UTF-8, else Windows' Western one, which reads anything."""
    for name in (_codec(charset), "utf-8"):
        try:
            return tidy(data.decode(name))
        except (UnicodeError, LookupError, ValueError):
            continue
    return tidy(data.decode("cp1252", errors="replace"))


def tidy(written: str) -> str:
    """Unix line ends, and without the control characters that no reader sees."""
    return _CONTROLS.sub("", written.replace("\r\n", "\n").replace("\r", "\n"))


def body(data: bytes, encoding: str) -> bytes:
    """Without its Content-Transfer-Encoding; damaged parts are read as far as they go."""
    how = encoding.strip().lower()
    if how == "base64":
        return _base64(data)
    if how == "quoted-printable":
        return quopri.decodestring(data)
    return data


def words(header: str) -> str:
    """A header's text with its encoded words (RFC 2047) read; one line."""
    joined = _BETWEEN.sub(r"\1", header)
    return " ".join(tidy("".join(_pieces(joined))).split())


def _pieces(header: str) -> Iterator[str]:
    """Adjacent words of one charset are read together: some programs cut within a character."""
    at, charset, waiting = 0, "", b""
    for hit in _WORD.finditer(header):
        between = header[at : hit.start()]
        if waiting and (between or hit[1] != charset):
            yield text(waiting, charset)
            waiting = b""
        yield between
        charset, at = hit[1], hit.end()
        waiting += _unword(hit[2], hit[3])
    if waiting:
        yield text(waiting, charset)
    yield header[at:]


def _unword(how: str, written: str) -> bytes:
    data = written.encode("utf-8", "replace")
    return _base64(data) if how in "bB" else quopri.decodestring(data, header=True)


def _base64(data: bytes) -> bytes:
    """Lenient: strangers in it are passed over, a cut end is dropped."""
    clean = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    try:
        return base64.b64decode(clean[: len(clean) // 4 * 4] + _rest(clean))
    except binascii.Error:
        return b""


def _rest(clean: bytes) -> bytes:
    rest = clean[len(clean) // 4 * 4 :]
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""


def _codec(charset: str) -> str:
    plain = charset.partition("*")[0].strip().strip("\"'")  # RFC 2231 adds a language after a star
    try:
        name = codecs.lookup(plain).name if plain and plain.isascii() else "utf-8"
    except (LookupError, ValueError, UnicodeError):
        return "utf-8"
    return "utf-8" if name in _NOT_FOR_MAIL else _AS_BROWSERS_DO.get(name, name)
