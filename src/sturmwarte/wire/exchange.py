"""One request and its answer over the guarded network, with every failure told as `Trouble`."""

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpcore2

from sturmwarte.wire.errors import TooMuch, Trouble, Unreachable, Unreadable, Wrong
from sturmwarte.wire.guard import Guard
from sturmwarte.wire.network import Backend, Deadline
from sturmwarte.wire.redirects import Sending
from sturmwarte.wire.tls import context

CONNECT_S = 10.0
CONNECTIONS = 8
MOST_HEADERS = 200
MOST_HEADER_BYTES = 64 * 1024


class BrokenOff(Unreachable):
    """The connection was reset or closed in the middle: the one failure that a GET tries again at once."""

    default = "trouble.broken_off"


class Exchange:
    """A pool of connections through a guard. Threads may share it."""

    def __init__(self, guard: Guard, tls: ssl.SSLContext | None = None) -> None:
        logging.getLogger("httpcore2").setLevel(logging.WARNING)  # its debug lines carry cookies
        self.deadline = Deadline()
        self.tls = tls or context()
        self._pool = httpcore2.ConnectionPool(
            ssl_context=self.tls,
            max_connections=CONNECTIONS,
            keepalive_expiry=30.0,
            network_backend=Backend(guard, self.deadline),
        )

    def send(self, sending: Sending, read_s: float) -> httpcore2.Response:
        """The answer's head; the body is read by the caller, who closes it. Raises Trouble."""
        host = urlsplit(sending.url).hostname or ""
        with self.told(host, read_s):
            request = httpcore2.Request(
                sending.method,
                sending.url,
                headers=_raw(sending),
                content=sending.body,
                extensions={
                    "timeout": {"connect": CONNECT_S, "read": read_s, "write": read_s, "pool": read_s}
                },
            )
            response = self._pool.handle_request(request)
            try:
                _weigh(response.headers, host)
            except BaseException:
                response.close()
                raise
            return response

    @contextmanager
    def told(self, host: str, seconds: float) -> Iterator[None]:
        """Names what went wrong in the block. The order matters: a certificate's error is an OSError too."""
        try:
            yield
        except Trouble:
            raise
        except ssl.SSLError as error:
            raise Unreachable("trouble.certificate", host=host, why=_why(error)) from error
        except httpcore2.TimeoutException as error:
            raise Unreachable("trouble.no_answer", host=host, seconds=round(seconds)) from error
        except httpcore2.RemoteProtocolError as error:
            raise _protocol(error, host) from error
        except (httpcore2.NetworkError, OSError) as error:
            raise BrokenOff(host=host) from error
        except (httpcore2.LocalProtocolError, UnicodeEncodeError) as error:
            raise Wrong("trouble.odd_characters", host=host) from error
        except (httpcore2.ProtocolError, httpcore2.UnsupportedProtocol, ValueError) as error:
            raise Unreadable("trouble.no_http", host=host) from error

    def close(self) -> None:
        self._pool.close()


def _raw(sending: Sending) -> list[tuple[bytes, bytes]]:
    host = urlsplit(sending.url).netloc.rpartition("@")[2]
    pairs = (("host", host), *sending.headers)
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs]


def headers_of(response: httpcore2.Response) -> dict[str, str]:
    """Lower case; of a name that comes several times the values are joined as RFC 9110 says."""
    made: dict[str, str] = {}
    for raw_name, raw_value in response.headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        made[name] = f"{made[name]}, {value}" if name in made else value
    return made


def _weigh(headers: list[tuple[bytes, bytes]], host: str) -> None:
    size = sum(len(name) + len(value) for name, value in headers)
    if len(headers) > MOST_HEADERS or size > MOST_HEADER_BYTES:
        raise TooMuch("trouble.headers", host=host)


def _protocol(error: httpcore2.RemoteProtocolError, host: str) -> Trouble:
    text = str(error)
    if "disconnected" in text or "closed connection" in text or "without sending" in text:
        return BrokenOff(host=host)
    if "too long" in text:
        return TooMuch("trouble.headers", host=host)
    return Unreadable("trouble.no_http", host=host)


def _why(error: ssl.SSLError) -> str:
    """OpenSSL's short word for it; it names no secrets."""
    return str(getattr(error, "verify_message", "") or error.reason or "TLS")[:120]
