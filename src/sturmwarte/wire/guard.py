"""Which addresses may be reached. Every name is resolved here, and connections go to the checked address.

A name is asked for once per connection, and the socket goes to an address of that very answer: a name that
answers differently the next time (rebinding) gains nothing. Of a name with public and private addresses the
private ones are left out rather than the whole name refused: what is safe is decided by the address, and
split-horizon names with a public side are common. Names for TLS stay the name.
"""

import queue
import socket
import threading
import time
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

import idna

from sturmwarte.wire.addresses import Address, literal, networks, public, reached
from sturmwarte.wire.errors import Blocked, Unreachable, Wrong

RESOLVE_S = 10.0
ATTEMPT_S = 4.0
"""Seconds for one of several addresses: a dead IPv6 route must not eat the time of the others."""
ATTEMPTS = 4

Resolver = Callable[[str, int], Sequence[str]]


def system_resolver(host: str, port: int) -> Sequence[str]:
    """Addresses of a name as the machine's resolver gives them, in its order. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Guard:
    """Lets connections through to public addresses, and to those that a setting allows.

    `allowed` are CIDRs, addresses or host names (with all their addresses) that may be reached although they
    are not public; raises ValueError for an entry that is none of these.
    """

    def __init__(self, allowed: Sequence[str] = (), *, resolver: Resolver = system_resolver) -> None:
        entries = [text.strip() for text in allowed if text.strip()]
        self._networks = networks([text for text in entries if _is_network(text)])
        self._names = frozenset(_named(text) for text in entries if not _is_network(text))
        self._resolver = resolver

    def resolve(self, host: str, port: int) -> list[str]:
        """Addresses that may be reached, in the resolver's order.

        Raises Blocked when there is none, Unreachable when the name does not resolve, Wrong for no name.
        """
        name = _name(host)
        if not 0 < port < 65536:
            raise Wrong("trouble.no_address", host=name)
        found = self._addresses(name, port)
        allowed = [text for text in found if name in self._names or self._may(text)]
        if not allowed:
            raise Blocked("trouble.not_public", host=name)
        return allowed

    def connect(self, host: str, port: int, timeout_s: float = 10) -> socket.socket:
        """A connected socket to a checked address; resolving and every attempt share `timeout_s`."""
        end = time.monotonic() + timeout_s
        failure: OSError | None = None
        for address in self.resolve(host, port)[:ATTEMPTS]:
            left = end - time.monotonic()
            if left <= 0:
                break
            try:
                return _open(address, port, min(left, max(ATTEMPT_S, left / 2)))
            except OSError as error:
                failure = error
        raise _told(failure, host, timeout_s) from failure

    def check_url(self, url: str) -> None:
        """Raises Wrong unless it is http(s) without a password in it, Blocked for a forbidden address.

        A name is not resolved: that happens at each connection.
        """
        parts = _split(url)
        if parts.scheme not in ("http", "https"):
            raise Wrong("trouble.scheme", scheme=parts.scheme[:20] or "-")
        if parts.username is not None or parts.password is not None:
            raise Wrong("trouble.credentials_in_address", host=_name(parts.hostname or ""))
        name = _name(parts.hostname or "")
        address = _literal(name)
        if address is not None and name not in self._names and not self._may(str(address)):
            raise Blocked("trouble.not_public", host=name)

    def _addresses(self, name: str, port: int) -> Sequence[str]:
        address = _literal(name)
        if address is not None:
            return [str(address)]
        try:
            return _within(lambda: self._resolver(name, port), RESOLVE_S)
        except TimeoutError as error:
            raise Unreachable("trouble.name_slow", host=name) from error
        except (OSError, UnicodeError) as error:
            raise Unreachable("trouble.name_unknown", host=name) from error

    def _may(self, text: str) -> bool:
        try:
            address = ip_address(text)
        except ValueError:  # a zone (`fe80::1%eth0`) or worse: never public
            return False
        ends = {address, reached(address)}
        return public(address) or any(end in net for end in ends for net in self._networks)


def _open(address: str, port: int, timeout_s: float) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.settimeout(timeout_s)
        opened.connect((address, port))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        opened.close()
        raise
    return opened


def _told(failure: OSError | None, host: str, timeout_s: float) -> Unreachable:
    if failure is None or isinstance(failure, TimeoutError):
        return Unreachable("trouble.no_answer", host=host, seconds=round(timeout_s))
    if isinstance(failure, ConnectionRefusedError):
        return Unreachable("trouble.nobody_listens", host=host)
    return Unreachable("trouble.no_way", host=host)


def _within(ask: Callable[[], Sequence[str]], seconds: float) -> Sequence[str]:
    """The answer, or TimeoutError: the machine's resolver knows no time limit of its own."""
    answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

    def work() -> None:
        try:
            answers.put(ask())
        except Exception as error:  # handed to who asked
            answers.put(error)

    threading.Thread(target=work, name="resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if parts.hostname and (parts.port is None or parts.port > 0):
            return parts
        if parts.scheme and parts.scheme not in ("http", "https"):
            return parts  # the scheme is what is wrong with it
    except ValueError:
        pass
    raise Wrong("trouble.no_address", host="-")


def _name(host: str) -> str:
    """Lower case, ASCII, without brackets and the root's dot. Raises Wrong."""
    text = host.strip().strip("[]").rstrip(".").lower()
    try:
        if not text.isascii():
            text = idna.encode(text, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise Wrong("trouble.no_address", host=host[:80]) from error
    if not text or len(text) > 253 or not text.isprintable() or any(c in text for c in " /\\@?#"):
        raise Wrong("trouble.no_address", host=host[:80] or "-")
    return text


def _literal(name: str) -> Address | None:
    try:
        return literal(name)
    except ValueError as error:
        raise Blocked("trouble.disguised", host=name) from error


def _is_network(text: str) -> bool:
    try:
        networks([text])
    except ValueError:
        return False
    return True


def _named(text: str) -> str:
    try:
        name = _name(text)
        if "/" in text or literal(name) is not None:
            raise ValueError(text)
    except (Wrong, ValueError) as error:
        raise ValueError(f"{text} is neither a network (10.0.0.0/8), an address nor a host name") from error
    return name
