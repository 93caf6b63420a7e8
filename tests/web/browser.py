"""Debian's Chromium, driven by Playwright, and a station of its own for it to visit."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.web.cast import EMAIL, PASSWORD

CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
ROOT = Path(__file__).parents[2]
STARTS_WITHIN_S = 120
"""Three seconds are usual; a machine that runs other tests beside takes its time."""
KEPT: Path | None = None
"""Where each scene is kept for this test run: its processes play it once and copy it. None: nowhere."""


@dataclass
class Station:
    """A running web process on a data folder of its own."""

    url: str
    env: dict[str, str]
    process: "subprocess.Popen[bytes]"


def environment(data: Path, port: int) -> dict[str, str]:
    mine = {k: v for k, v in os.environ.items() if not k.startswith(("STURMWARTE_", "DJANGO_"))}
    return mine | {
        "STURMWARTE_DATA": str(data),
        "STURMWARTE_CONFIG": str(data / "config"),
        "STURMWARTE_PORT": str(port),
        "PYTHONWARNINGS": "default",
    }


def fill(size: str, data: Path, port: int = 0) -> dict[str, str]:
    """Makes a data folder with a scene in it; returns the environment that names it."""
    env = environment(data, port or free_port())
    if KEPT is None:
        _play(size, data)
        return env
    KEPT.mkdir(exist_ok=True)
    with (KEPT / f"{size}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (KEPT / size).exists():
            _play(size, KEPT / f"{size}.new")
            (KEPT / f"{size}.new").rename(KEPT / size)
    shutil.copytree(KEPT / size, data, dirs_exist_ok=True)
    return env


def _play(size: str, data: Path) -> None:
    (data / "static").mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.web.scene", size]
    subprocess.run(command, env=environment(data, free_port()), cwd=ROOT, check=True)


@contextmanager
def station(env: dict[str, str]) -> Iterator[Station]:
    """Runs the web process as `serve` does, and stops it."""
    port = env["STURMWARTE_PORT"]
    command = [
        sys.executable, "-m", "uvicorn", "sturmwarte.station.asgi:application", "--port", port,
        "--log-level", "warning", "--lifespan", "off",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=env, cwd=ROOT)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process)
        yield Station(url, env, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("the web process ended at its start")
        try:
            urllib.request.urlopen(f"{url}/account/login/", timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"the web process did not answer within {STARTS_WITHIN_S} s")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def sign_in(page: Any, url: str, role: str = "owner") -> None:
    page.goto(f"{url}/account/login/")
    page.fill("#id_login", EMAIL.format(role=role))
    page.fill("#id_password", PASSWORD)
    page.click("form.form button.primary")
    page.wait_for_url(lambda address: "/account/login" not in address)


class Watched:
    """A page that remembers everything that should not happen."""

    def __init__(self, browser, url, **options):
        self.context = browser.new_context(viewport={"width": 1440, "height": 900}, **options)
        self.url, self.wrong = url, []
        self.page = self.context.new_page()
        self.page.on("console", lambda m: m.type in {"error", "warning"} and self.wrong.append(m.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on(
            "dialog", lambda dialog: (self.wrong.append(f"dialog {dialog.message}"), dialog.dismiss())
        )
        self.page.on("request", self._stays_home)

    def _stays_home(self, request):
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != urlsplit(self.url).netloc:
            self.wrong.append(f"request to {request.url}")

    def open(self, path):
        response = self.page.goto(self.url + path)
        assert response.status < 500, path
        return self.page
