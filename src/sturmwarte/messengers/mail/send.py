"""Hands a mail to the server. SMTP knows no idempotency key: a crash between the server's yes and our note of
it sends the mail again, under the same Message-ID, which mail programs show once."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from ipaddress import ip_address

from sturmwarte.messengers.mail.letter import Letter, composed
from sturmwarte.messengers.mail.server import Server
from sturmwarte.wire.dial import dial
from sturmwarte.wire.errors import Refused, Trouble, Unreachable, Wrong
from sturmwarte.wire.guard import Guard
from sturmwarte.wire.tls import context

TIMEOUT_S = 20.0


def send(
    letter: Letter,
    server: Server,
    sender: str,
    at: datetime,
    *,
    guard: Guard | None = None,
    authorities: ssl.SSLContext | None = None,
) -> None:
    """Returns when the server has taken the mail. Raises Unreachable (try again later), Refused (our login is
    turned away) or Wrong (an address or the server will never work)."""
    mail = composed(letter, sender, at)
    with _connected(server, guard, authorities) as wire:
        wire.send_message(mail)


def reach(server: Server, *, guard: Guard | None = None, authorities: ssl.SSLContext | None = None) -> None:
    """Connects and logs in, and sends nothing; raises as `send` does."""
    with _connected(server, guard, authorities):
        pass


class _Wire(smtplib.SMTP):
    """smtplib over our own socket: checked address, verified certificate."""

    def __init__(self, server: Server, guard: Guard, authorities: ssl.SSLContext) -> None:
        # The name we greet with is given: Python would ask the resolver for it.
        super().__init__(local_hostname="[127.0.0.1]", timeout=TIMEOUT_S)
        self._host = server.host  # what STARTTLS proves the certificate against
        self._server, self._guard, self._authorities = server, guard, authorities

    def _get_socket(self, *_where: object) -> socket.socket:
        to, trusted = self._server, self._authorities
        return dial(self._guard, to.host, to.port, to.tls, TIMEOUT_S, authorities=trusted)


@contextmanager
def _connected(
    server: Server, guard: Guard | None, authorities: ssl.SSLContext | None
) -> Iterator[smtplib.SMTP]:
    trusted = authorities or context()
    # Whoever runs the station named this server in its settings, so it may be in the own network.
    wire = _Wire(server, guard or Guard([server.host]), trusted)
    with _told(server):
        try:
            wire.connect(server.host, server.port)
            wire.ehlo()
            if not server.tls and wire.has_extn("starttls"):
                wire.starttls(context=trusted)
                wire.ehlo()
            elif not server.tls and server.password and not _is_here(server.host):
                raise Wrong("mail.no_tls", host=server.host)
            if server.user:
                wire.login(server.user, server.password)
            yield wire
            with suppress(smtplib.SMTPException, OSError):  # it is taken, however the server says goodbye
                wire.quit()
        finally:
            wire.close()


@contextmanager
def _told(server: Server) -> Iterator[None]:
    host = server.host
    try:
        yield
    except Trouble:
        raise
    except smtplib.SMTPAuthenticationError as error:
        if error.smtp_code < 500:
            raise Unreachable("mail.later", host=host, code=error.smtp_code) from None
        raise Refused("mail.refused", host=host, user=server.user) from None
    except smtplib.SMTPRecipientsRefused as error:
        code = max((code for code, _ in error.recipients.values()), default=550)
        raise _not_taken(host, code) from None
    except smtplib.SMTPResponseException as error:
        raise _not_taken(host, error.smtp_code) from None
    except smtplib.SMTPNotSupportedError:
        raise Wrong("mail.lacks", host=host) from None
    except (smtplib.SMTPException, OSError) as error:
        late = isinstance(error, TimeoutError)
        raise Unreachable("mail.no_answer" if late else "mail.broken_off", host=host) from None


def _not_taken(host: str, code: int) -> Trouble:
    """4xx is for now (greylisting, a full disk there), 5xx for good."""
    if 400 <= code < 500:
        return Unreachable("mail.later", host=host, code=code)
    return Wrong("mail.not_taken", host=host, code=code)


def _is_here(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
