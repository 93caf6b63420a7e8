"""Federating snac servers for tests: each at a loopback address of its own, port 80.

Port 80, because snac reads no port in the mention @name@host. Accounts get their access as people get it: by
OAuth, in the browser's stead.
"""

import json
import random
import re
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2

from tests.channels.servers.snac_binary import NoSnac, snac

SCOPES = "read write follow"


@dataclass
class Snac:
    """One server. `start` and `stop` may be called again and again; what it holds stays."""

    folder: Path
    host: str
    process: subprocess.Popen[bytes] | None = None
    passwords: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [str(snac()), "httpd", str(self.folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 15
        while time.monotonic() < until:
            try:
                socket.create_connection((self.host, 80), 0.5).close()
                return
            except OSError:
                time.sleep(0.05)
        raise NoSnac("snac does not answer")

    def stop(self) -> None:
        """Ends it; snac takes some seconds to end by itself, and has nothing open to lose."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def add(self, name: str) -> str:
        """An account; what it returns opens the Mastodon API for it."""
        told = _run(["adduser", str(self.folder), name], "\n")
        found = re.search(r"password(?: is|:)?\s+(\S+)", told)
        assert found, told
        self.passwords[name] = found[1]
        return self.token(name)

    def token(self, name: str) -> str:
        """An access token; snac resets a connection now and then, so it is asked again."""
        for _ in range(5):
            try:
                return self._token(name)
            except httpx2.TransportError:
                continue
        raise NoSnac("snac gives no access token")

    def _token(self, name: str) -> str:
        """By OAuth's authorization code."""
        back = "http://127.0.0.1:9/cb"
        with httpx2.Client(base_url=self.url, timeout=10) as web:
            app = web.post(
                "/api/v1/apps",
                data={"client_name": "tests", "redirect_uris": back, "scopes": SCOPES},
            ).json()
            login = web.post(
                "/oauth/x-snac-login",
                data={
                    "redir": back,
                    "cid": app["client_id"],
                    "state": "",
                    "login": name,
                    "passwd": self.passwords[name],
                },
            )
            code = parse_qs(urlsplit(login.headers["location"]).query)["code"][0]
            granted = web.post(
                "/oauth/token",
                data={
                    "grant_type": "authorization_code",
                    "client_id": app["client_id"],
                    "client_secret": app["client_secret"],
                    "redirect_uri": back,
                    "code": code,
                    "scope": SCOPES,
                },
            ).json()
        return str(granted["access_token"])

    def revoke(self, token: str) -> None:
        """Takes an access away, as its owner or an administrator does."""
        for kept in self.folder.rglob(f"{token}.json"):
            kept.unlink()


def free_host(seed: int) -> str:
    """A loopback address whose port 80 is ours for the asking; raises NoSnac where we may not have it."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    for _ in range(50):
        host = f"127.{chance.randint(64, 250)}.{chance.randint(1, 250)}.{chance.randint(2, 250)}"
        with socket.socket() as tried:
            try:
                tried.bind((host, 80))
                return host
            except PermissionError as error:
                raise NoSnac("port 80 needs root or net.ipv4.ip_unprivileged_port_start") from error
            except OSError:
                continue
    raise NoSnac("no loopback address is free")


def prepared(folder: Path, host: str) -> Snac:
    """A server's data folder; not started yet."""
    _run(["init", str(folder)], f"{host}\n80\n{host}\n\nadmin@example.test\n\n")
    settings = folder / "server.json"
    written = json.loads(settings.read_text(encoding="utf-8"))
    settings.write_text(json.dumps({**written, "protocol": "http"}), encoding="utf-8")
    return Snac(folder, host)


def _run(arguments: list[str], typed: str) -> str:
    done = subprocess.run(
        [str(snac()), *arguments], input=typed, capture_output=True, text=True, timeout=30, check=False
    )
    if done.returncode != 0:
        raise NoSnac(f"snac {arguments[0]} failed: {(done.stdout + done.stderr).strip()[-300:]}")
    return done.stdout + done.stderr
