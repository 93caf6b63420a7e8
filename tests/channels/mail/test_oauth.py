"""Access tokens, against an emulator of the token service (RFC 6749, 5 and 6)."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest

from sturmwarte.channels.mail import connect
from sturmwarte.channels.mailbox.tokens import Tokens
from sturmwarte.wire.errors import Refused, Unreadable
from tests.channels.mail.scene import place, values
from tests.channels.servers.dovecot import running


class Issuer(HTTPServer):
    """Hands out an access token and a new refresh token each time; the one before is void."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.good, self.count, self.says = "anfang", 0, None
        self.url = f"http://127.0.0.1:{self.server_port}/token"


class Handler(BaseHTTPRequestHandler):
    server: Issuer

    def do_POST(self) -> None:
        asked = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        issuer = self.server
        if asked["refresh_token"] != [issuer.good] or asked["client_id"] != ["kennung"]:
            return self._say(400, {"error": "invalid_grant", "error_description": "secret details"})
        issuer.count += 1
        issuer.good = f"erneuert-{issuer.count}"
        return self._say(
            200,
            issuer.says
            or {"access_token": f"zugang-{issuer.count}", "expires_in": 3600, "refresh_token": issuer.good},
        )

    def do_GET(self) -> None:
        """Whose token it is, as a mail server asks."""
        good = self.path == f"/info?token=zugang-{self.server.count}"
        self._say(200 if good else 401, {"user": "service"} if good else {})

    def _say(self, status: int, said: object) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        pass


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    server = Issuer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def tokens(issuer: Issuer, kept: dict[str, str], clock: list[datetime]) -> Tokens:
    values = {"token_url": issuer.url, "client_id": "kennung", "refresh_token": "anfang"}
    return Tokens(place(values, keep=kept.update, now=lambda: clock[0]))


def test_tokens_are_renewed_and_kept(issuer: Issuer) -> None:
    kept: dict[str, str] = {}
    clock = [datetime(2026, 11, 22, 12, tzinfo=UTC)]
    token = tokens(issuer, kept, clock)
    assert (token(), token()) == ("zugang-1", "zugang-1")
    assert kept == {"refresh_token": "erneuert-1"}
    clock[0] += timedelta(minutes=59)
    assert token() == "zugang-2"
    assert kept == {"refresh_token": "erneuert-2"}


def test_a_mail_server_takes_the_token(issuer: Issuer) -> None:
    with running(trusting=issuer.url.replace("/token", "/info?token=")) as dovecot:
        oauth = {"auth": "oauth", "password": "", "token_url": issuer.url, "client_id": "kennung"}
        connection = connect(place(values(dovecot, refresh_token="anfang", **oauth)))
        assert connection.check().name == "service@firma.example"
        issuer.count += 1  # the token it holds is good no longer
        with pytest.raises(Refused, match=r"channel\.mail\.login"):
            connection.check()


def test_a_revoked_access_is_told_without_details(issuer: Issuer) -> None:
    issuer.good = "ein anderes"
    with pytest.raises(Refused) as told:
        tokens(issuer, {}, [datetime.now(UTC)])()
    assert told.value.reason.args["why"] == "invalid_grant"
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("said", [{}, [], {"access_token": "a\r\nb"}])
def test_strange_answers(issuer: Issuer, said: object) -> None:
    issuer.says = said or {"token": "?"}
    with pytest.raises(Unreadable):
        tokens(issuer, {}, [datetime.now(UTC)])()
