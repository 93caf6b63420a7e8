"""An SMTP server of our own for the tests: takes mails, or refuses them, and says what it took."""

import ssl
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.channels.servers.dovecot import HOST, WORD, free_port


class Smtp:
    """`taken` are the mails in the order of their arrival; `answer` is what it says to the next ones."""

    def __init__(self, then: Callable[[bytes], object] = len, tls: ssl.SSLContext | None = None) -> None:
        self.taken: list[EmailMessage] = []
        self.answer = "250 OK"
        self.word = WORD
        self.port = free_port()
        self._then = then
        self._controller = Controller(
            self,
            hostname=HOST,
            port=self.port,
            server_hostname="mail.firma.example",
            authenticator=self._know,
            auth_require_tls=tls is not None,
            tls_context=tls,
            require_starttls=tls is not None,
        )

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
            self._then(envelope.content)
        return self.answer

    def _know(self, *asked: Any) -> AuthResult:
        data = asked[-1]
        known = isinstance(data, LoginPassword) and data.password.decode() == self.word
        return AuthResult(success=known, handled=False)
