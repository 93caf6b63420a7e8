"""One IMAP connection: logs in, looks into folders, fetches, waits. Every failure is told as `Trouble`."""

import imaplib
import re
import select
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BufferedReader
from typing import cast

from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox

from sturmwarte.channels.mailbox.lines import TIMEOUT_S, open_line
from sturmwarte.channels.mailbox.settings import Mailbox, Server
from sturmwarte.wire.errors import Limited, Missing, Refused, TooMuch, Trouble, Unreachable, Unreadable
from sturmwarte.wire.guard import Guard

MOST_BYTES = 8 * 2**20
"""Of one mail; the rest of a larger one is not fetched."""
MOST_AT_ONCE = 4 * 2**20
LOOK_S = 0.5
_SIZE = re.compile(rb"UID (\d+)|RFC822\.SIZE (\d+)")
_UID = re.compile(rb"UID (\d+)")
_ARRIVED = re.compile(rb'INTERNALDATE "([^"]{20,32})"')
_CODE = re.compile(r"\[([A-Z-]+)")
_LATER = {"UNAVAILABLE", "INUSE", "SERVERBUG", "CONTACTADMIN"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Fetched:
    """A mail as it lies in a folder. `size` is its whole size, `raw` at most MOST_BYTES of it."""

    uid: int
    raw: bytes
    size: int
    arrived: datetime | None


class _Wire(imaplib.IMAP4):
    """imaplib over our own socket."""

    def __init__(self, guard: Guard, server: Server, tls: ssl.SSLContext) -> None:
        self._dial: Callable[[], socket.socket] = lambda: open_line(guard, server, tls)
        super().__init__(server.host, server.port, TIMEOUT_S)

    def _create_socket(self, timeout: float | None) -> socket.socket:  # noqa: ARG002 - the dial has its own
        return self._dial()

    def read(self, size: int) -> bytes:
        if size > 2 * MOST_BYTES:  # a server may announce any size, and Python would make room for it
            raise TooMuch("trouble.too_large", host=self.host, megabytes=2 * MOST_BYTES // 2**20)
        return super().read(size)


class Imap(BaseMailBox):
    """A logged-in connection. `token` gives an access token where there is no password."""

    def __init__(self, guard: Guard, mailbox: Mailbox, tls: ssl.SSLContext, token: Callable[[], str]) -> None:
        self._guard, self._mailbox, self._tls = guard, mailbox, tls
        self._server = mailbox.imap
        with self._told():
            super().__init__()
            try:
                self._enter(token)
            except BaseException:
                _drop(self.client)
                raise

    def folders(self) -> dict[str, frozenset[str]]:
        """Names with their marks (`\\sent`, `\\junk`; RFC 6154), in lower case."""
        with self._told():
            return {f.name: frozenset(flag.lower() for flag in f.flags) for f in self.folder.list()}

    def open(self, folder: str, read_only: bool = True) -> int:
        """Its UIDVALIDITY. Raises Missing."""
        with self._told():
            try:
                self.folder.set(folder, readonly=read_only)
            except (ImapToolsError, imaplib.IMAP4.readonly) as error:
                raise Missing("channel.mail.no_folder", folder=folder) from error
            said = self.client.response("UIDVALIDITY")[1]
        try:
            return int(said[-1])
        except (TypeError, ValueError, IndexError) as error:
            raise Unreadable("channel.mail.no_validity", folder=folder) from error

    def last(self) -> int:
        """The highest UID in the open folder, 0 when it is empty."""
        return max(self._search("UID *"), default=0)

    def since(self, day: date) -> list[int]:
        """UIDs of mails that arrived on that day or later, ascending."""
        return self._search(f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}")

    def above(self, uid: int) -> list[int]:
        """UIDs above it, ascending. `*` is the last mail even when that is not above it."""
        return [found for found in self._search(f"UID {uid + 1}:*") if found > uid]

    def with_id(self, message_id: str) -> list[int]:
        """UIDs of mails of that Message-ID in the open folder."""
        quoted = message_id.replace("\\", "\\\\").replace('"', '\\"')
        return self._search(f'HEADER Message-ID "<{quoted}>"')

    def fetch_all(self, uids: Sequence[int]) -> Iterator[list[Fetched]]:
        """The mails in the order of their UIDs, a few at a time; those gone meanwhile are left out."""
        sizes = self._sizes(uids)
        group, weight = list[int](), 0
        for uid in uids:
            size = min(sizes.get(uid, 0), MOST_BYTES)
            if group and weight + size > MOST_AT_ONCE:
                yield self._bodies(group, sizes)
                group, weight = [], 0
            group.append(uid)
            weight += size
        if group:
            yield self._bodies(group, sizes)

    def mark_seen(self, uids: Sequence[int]) -> None:
        if uids:
            with self._told():
                self._uid("STORE", _set(uids), r"+FLAGS.SILENT (\Seen)")

    def keep(self, raw: bytes, folder: str) -> None:
        """Puts a mail we wrote into a folder, as read."""
        with self._told():
            self.append(raw, folder, flag_set=[r"\Seen"])

    @property
    def pushes(self) -> bool:
        return "IDLE" in self.client.capabilities

    def wait(self, seconds: float, stops: Callable[[], bool]) -> None:
        """Until something happens in the open folder, `seconds` are over or we are to stop."""
        with self._told():
            tag = self.client._command("IDLE")
            self.client._get_response()
            end = time.monotonic() + seconds
            while not stops() and time.monotonic() < end and not self._stirs():
                pass
            self.client.send(b"DONE\r\n")
            self.consume_until_tagged_response(tag)

    def ask(self) -> None:
        """Proves that the server still answers."""
        with self._told():
            self.client.noop()

    def close(self) -> None:
        with suppress(Exception):
            self.client.logout()
        _drop(self.client)

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        wire = _Wire(self._guard, self._server, self._tls)
        try:
            if self._server.security == "starttls":
                wire.starttls(self._tls)
        except BaseException:
            _drop(wire)
            raise
        return wire

    def _enter(self, token: Callable[[], str]) -> None:
        try:
            if self._mailbox.oauth:
                self.xoauth2(self._server.user, token(), initial_folder=None)
            elif (self._server.user + self._server.password).isascii():
                self.login(self._server.user, self._server.password, initial_folder=None)
            else:
                self.login_utf8(self._server.user, self._server.password, initial_folder=None)
        except (imaplib.IMAP4.abort, Trouble):
            raise
        except (imaplib.IMAP4.error, ImapToolsError) as error:
            raise _turned_away(str(error), self._server) from None

    def _search(self, what: str) -> list[int]:
        with self._told():
            found = self._uid("SEARCH", what)
        return sorted(int(uid) for line in found if isinstance(line, bytes) for uid in line.split())

    def _sizes(self, uids: Sequence[int]) -> dict[int, int]:
        if not uids:
            return {}
        with self._told():
            lines = self._uid("FETCH", _set(uids), "(UID RFC822.SIZE)")
        sizes = {}
        for line in lines:
            numbers = [int(uid or size) for uid, size in _SIZE.findall(_flat(line))]
            if len(numbers) == 2:
                uid, size = (
                    numbers if _flat(line).find(b"UID") < _flat(line).find(b"RFC822") else numbers[::-1]
                )
                sizes[uid] = size
        return sizes

    def _bodies(self, uids: Sequence[int], sizes: dict[int, int]) -> list[Fetched]:
        with self._told():
            answer = self._uid("FETCH", _set(uids), f"(UID INTERNALDATE BODY.PEEK[]<0.{MOST_BYTES}>)")
        made = []
        for at, line in enumerate(answer):
            if isinstance(line, tuple):
                after = answer[at + 1] if at + 1 < len(answer) else b""
                told = line[0] + (after if isinstance(after, bytes) else b"")
                if uid := _UID.search(told):
                    number = int(uid[1])
                    made.append(Fetched(number, line[1], sizes.get(number, len(line[1])), _arrived(told)))
        return sorted(made, key=lambda mail: mail.uid)

    def _uid(self, command: str, *parts: str) -> list[bytes | tuple[bytes, bytes]]:
        status, answer = self.client.uid(command, *parts)
        if status != "OK":
            raise Unreadable("channel.mail.not_understood", host=self._server.host, command=command)
        return [line for line in answer if line is not None]

    def _stirs(self) -> bool:
        """Whether the server has said something, looking for at most LOOK_S."""
        sock = self.client.sock
        if self._buffered() or (isinstance(sock, ssl.SSLSocket) and sock.pending()):
            return True
        poll = select.poll()
        poll.register(sock.fileno(), select.POLLIN)
        return bool(poll.poll(LOOK_S * 1000))

    def _buffered(self) -> bool:
        """Whether imaplib's reader holds bytes already: news may come in one packet with the go-ahead."""
        sock = self.client.sock
        waited = sock.gettimeout()
        sock.settimeout(0)
        try:
            return bool(cast("BufferedReader", self.client.file).peek(1))
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        finally:
            sock.settimeout(waited)

    @contextmanager
    def _told(self) -> Iterator[None]:
        host = self._server.host
        try:
            yield
        except Trouble:
            raise
        except ssl.SSLError as error:
            why = str(getattr(error, "verify_message", "") or error.reason or "TLS")[:120]
            raise Unreachable("trouble.certificate", host=host, why=why) from None
        except TimeoutError:
            raise Unreachable("trouble.no_answer", host=host, seconds=round(TIMEOUT_S)) from None
        except (imaplib.IMAP4.abort, OSError):
            raise Unreachable("trouble.broken_off", host=host) from None
        except (imaplib.IMAP4.error, ImapToolsError, ValueError, UnicodeError, IndexError):
            raise Unreadable("channel.mail.no_imap", host=host) from None


def _drop(client: imaplib.IMAP4) -> None:
    """Closes the connection without a word; what went wrong with it before is what counts."""
    with suppress(Exception):
        client.shutdown()


def _turned_away(said: str, server: Server) -> Trouble:
    """RFC 5530's codes tell a wrong password from a tired server; without one it is the password."""
    code = next(iter(_CODE.findall(said)), "")
    if code == "LIMIT":
        return Limited(None, "channel.mail.too_many_connections", host=server.host)
    if code in _LATER:
        return Unreachable("channel.mail.server_busy", host=server.host)
    return Refused("channel.mail.login", host=server.host, user=server.user)


def _set(uids: Sequence[int]) -> str:
    return ",".join(map(str, uids))


def _flat(line: bytes | tuple[bytes, bytes]) -> bytes:
    return line if isinstance(line, bytes) else line[0]


def _arrived(told: bytes) -> datetime | None:
    if not (hit := _ARRIVED.search(told)):
        return None
    try:
        text = hit[1].decode("ascii").strip()
        day, month, year = text.split()[0].split("-")
        clock, zone = text.split()[1:3]
        iso = f"{year}-{_MONTHS.index(month.title()) + 1:02}-{int(day):02}T{clock}{zone[:3]}:{zone[3:]}"
        return datetime.fromisoformat(iso).astimezone(UTC)
    except (ValueError, IndexError, UnicodeError, OverflowError):
        return None
