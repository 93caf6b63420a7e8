"""The headers of a mail or of one of its parts: read leniently, in time proportional to their size."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from sturmwarte.channels.mailbox.decoding import text, tidy, words

MOST_BYTES = 256 * 1024
MOST_LINES = 2000
MOST_VALUE = 8000
MOST_ID = 250
_END = re.compile(rb"\r?\n\r?\n")
_ID = re.compile(r"<\s*([^<>\s]+)\s*>")
_NAME = re.compile(rb"[!-9;-~]{1,76}[ \t]*:")


@dataclass(frozen=True)
class Address:
    """`address` in lower case, `name` as written."""

    address: str
    name: str = ""


class Headers:
    """Values by name, whatever its case; of several the first unless asked for all."""

    def __init__(self, block: bytes) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in _unfolded(block[:MOST_BYTES]):
            self._values.setdefault(name, []).append(value[:MOST_VALUE])

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._values

    def raw(self, name: str) -> str:
        return next(iter(self._values.get(name.lower(), ())), "")

    def all(self, name: str) -> list[str]:
        return list(self._values.get(name.lower(), ()))

    def text(self, name: str) -> str:
        """In readable characters, one line."""
        return words(self.raw(name))

    def addresses(self, name: str) -> tuple[Address, ...]:
        return tuple(addresses(", ".join(self.all(name))[:MOST_VALUE]))

    def ids(self, name: str) -> tuple[str, ...]:
        """Message-IDs without their brackets, in order, each once."""
        found = _ID.findall(self.raw(name)) or self.raw(name).split()[:1]
        return tuple(dict.fromkeys(short(id) for id in found))

    def moment(self, name: str) -> datetime | None:
        return moment(self.raw(name))

    def parameters(self, name: str) -> "Parameters":
        return Parameters(self.raw(name))


class Parameters:
    """A value with parameters, as of Content-Type; those split or encoded by RFC 2231 are put together."""

    def __init__(self, value: str) -> None:
        self._message = Message()
        self._message["content-type"] = " ".join(tidy(value[:2000]).split())

    @property
    def value(self) -> str:
        return str(self._message["content-type"]).partition(";")[0].strip().lower()

    def get(self, name: str) -> str:
        try:
            found = self._message.get_param(name, "")
        except (ValueError, TypeError, LookupError, AttributeError):
            return ""
        if isinstance(found, tuple):
            return tidy(_of_2231(found))
        return words(str(found))


def split(raw: bytes) -> tuple[Headers, bytes]:
    """Headers and what follows them."""
    if raw[:1] == b"\n" or raw[:2] == b"\r\n":
        return Headers(b""), raw.lstrip(b"\r\n")
    end = _END.search(raw, 0, MOST_BYTES)
    if end is None:
        return Headers(raw), raw[MOST_BYTES:]
    return Headers(raw[: end.start()]), raw[end.end() :]


def addresses(value: str) -> Iterator[Address]:
    """The mailboxes in a value; those without an address are passed over."""
    try:
        pairs = getaddresses([" ".join(tidy(value).split())])
    except (ValueError, IndexError, TypeError, AttributeError, RecursionError):
        pairs = []
    for name, address in pairs:
        if "@" in address and len(address) <= MOST_ID and not re.search(r"\s", address):
            yield Address(address.lower(), words(name))


def moment(value: str) -> datetime | None:
    """A mail's date in UTC; None for one that is missing, unreadable or older than mail."""
    try:
        read = parsedate_to_datetime(value[:200])
        read = (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    return read if read.year > 1990 else None


def short(id: str) -> str:
    """Itself, or a stable stand-in for an id too long to keep."""
    return id if len(id) <= MOST_ID else "sha256-" + hashlib.sha256(id.encode("utf-8", "replace")).hexdigest()


def _unfolded(block: bytes) -> Iterator[tuple[str, str]]:
    """Names in lower case with their values; lines that are no header end nothing and mean nothing."""
    name, lines = "", list[bytes]()
    for line in block.split(b"\n", MOST_LINES)[:MOST_LINES]:
        if line[:1] in (b" ", b"\t"):
            lines.append(line.strip())
            continue
        if name:
            yield name, text(b" ".join(lines))
        begin = _NAME.match(line)
        name = begin[0][:-1].strip().decode("ascii").lower() if begin else ""
        lines = [line[begin.end() :].strip()] if begin else []
    if name:
        yield name, text(b" ".join(lines))


def _of_2231(found: tuple[str | None, str | None, str]) -> str:
    charset, _, value = found
    try:
        return text(value.encode("latin-1"), charset or "")
    except UnicodeError:
        return value
