"""Connections to mail servers: through the guard, encrypted, or in clear only within one's own network."""

import socket
import ssl
from functools import cache
from ipaddress import ip_address

from sturmwarte.channels.mailbox.settings import Server
from sturmwarte.wire.addresses import public
from sturmwarte.wire.dial import dial
from sturmwarte.wire.errors import Wrong
from sturmwarte.wire.guard import Guard
from sturmwarte.wire.tls import context

TIMEOUT_S = 30.0


@cache
def authorities() -> ssl.SSLContext:
    """Whose certificates count; made once, since it takes a while."""
    return context()


def open_line(guard: Guard, server: Server, tls: ssl.SSLContext) -> socket.socket:
    """A connected socket, encrypted already for `tls`. Raises Wrong for clear text on the internet."""
    if server.security == "none":
        for address in guard.resolve(server.host, server.port):
            if public(ip_address(address)):
                raise Wrong("channel.mail.clear_text", host=server.host)
    return dial(guard, server.host, server.port, server.security == "tls", TIMEOUT_S, authorities=tls)
