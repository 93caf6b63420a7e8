"""One SMTP connection through the guard. Every failure is told as `Trouble`."""

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage

from sturmwarte.channels.mailbox.lines import TIMEOUT_S, authorities, open_line
from sturmwarte.channels.mailbox.settings import Mailbox, Server
from sturmwarte.wire.errors import Limited, Refused, Trouble, Unreachable, Wrong
from sturmwarte.wire.guard import Guard


class _Wire(smtplib.SMTP):
    """smtplib over our own socket. The name we greet with is given: Python would ask the resolver for it."""

    def __init__(self, guard: Guard, server: Server, name: str) -> None:
        super().__init__(local_hostname=name, timeout=TIMEOUT_S)
        self._host = server.host  # what STARTTLS proves the certificate against
        self._dial: Callable[[], socket.socket] = lambda: open_line(guard, server, authorities())

    def _get_socket(self, *_where: object) -> socket.socket:
        return self._dial()


class Smtp:
    """Logged in; `token` gives an access token where there is no password."""

    def __init__(self, guard: Guard, mailbox: Mailbox, server: Server, token: Callable[[], str]) -> None:
        self._server = server
        self._wire = _Wire(guard, server, mailbox.domain)
        try:
            with self._told():
                self._wire.connect(server.host, server.port)
                if server.security == "starttls":
                    self._wire.starttls(context=authorities())
                self._enter(mailbox, token)
        except BaseException:
            self._wire.close()
            raise

    def send(self, mail: EmailMessage, sender: str, to: str) -> None:
        with self._told():
            self._wire.send_message(mail, sender, [to])

    def close(self) -> None:
        with suppress(smtplib.SMTPException, OSError):
            self._wire.quit()
        self._wire.close()

    def _enter(self, mailbox: Mailbox, token: Callable[[], str]) -> None:
        user, password = self._server.user, self._server.password
        self._wire.ehlo_or_helo_if_needed()
        if mailbox.oauth:
            said = f"user={user}\x01auth=Bearer {token()}\x01\x01"
            self._wire.auth("XOAUTH2", lambda challenge=None: "" if challenge else said)
        elif password:
            self._wire.login(user, password)

    @contextmanager
    def _told(self) -> Iterator[None]:
        host = self._server.host
        try:
            yield
        except Trouble:
            raise
        except smtplib.SMTPAuthenticationError as error:
            if 400 <= error.smtp_code < 500:
                raise Unreachable("channel.mail.server_busy", host=host) from None
            raise Refused("channel.mail.smtp_login", host=host, user=self._server.user) from None
        except smtplib.SMTPNotSupportedError:
            raise Wrong("channel.mail.smtp_lacks", host=host) from None
        except smtplib.SMTPRecipientsRefused as error:
            raise _not_taken(host, max(error.recipients.values(), default=(550, b""))) from None
        except smtplib.SMTPResponseException as error:
            raise _not_taken(host, (error.smtp_code, error.smtp_error)) from None
        except ssl.SSLError as error:
            why = str(getattr(error, "verify_message", "") or error.reason or "TLS")[:120]
            raise Unreachable("trouble.certificate", host=host, why=why) from None
        except TimeoutError:
            raise Unreachable("trouble.no_answer", host=host, seconds=round(TIMEOUT_S)) from None
        except (smtplib.SMTPException, OSError):
            raise Unreachable("trouble.broken_off", host=host) from None
        except (ValueError, UnicodeError):
            raise Wrong("channel.mail.smtp_lacks", host=host) from None


def _not_taken(host: str, answer: tuple[int, bytes | str]) -> Trouble:
    """4xx is for now (greylisting, a full disk there), 5xx for good."""
    code, said = answer
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    if 400 <= code < 500:
        return Limited(None, "channel.mail.not_now", host=host, code=code, why=words[:200])
    return Wrong("channel.mail.not_taken", host=host, code=code, why=words[:200])
