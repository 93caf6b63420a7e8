"""Plain and TLS sockets for what is not HTTP (IMAP, SMTP): through the guard, verified by name."""

import socket
import ssl

from sturmwarte.wire.errors import Unreachable
from sturmwarte.wire.guard import Guard
from sturmwarte.wire.tls import context


def dial(
    guard: Guard,
    host: str,
    port: int,
    tls: bool,
    timeout_s: float = 20,
    *,
    authorities: ssl.SSLContext | None = None,
) -> socket.socket:
    """A connected socket whose operations time out after `timeout_s`.

    Raises Blocked, Unreachable (also for a certificate that does not fit) or Wrong. `authorities` replaces
    the usual ones in tests; for STARTTLS wrap the socket later with `wire.tls.context()`.
    """
    opened = guard.connect(host, port, timeout_s)
    opened.settimeout(timeout_s)
    if not tls:
        return opened
    try:
        return (authorities or context()).wrap_socket(opened, server_hostname=host.strip("[]"))
    except ssl.SSLError as error:
        opened.close()
        why = str(getattr(error, "verify_message", "") or error.reason or "TLS")[:120]
        raise Unreachable("trouble.certificate", host=host, why=why) from error
    except OSError as error:
        opened.close()
        raise Unreachable("trouble.broken_off", host=host) from error
