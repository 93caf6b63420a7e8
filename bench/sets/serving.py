"""The station of bench/sets/station.py, filled once, and the web process that serves it as `serve` does."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EMAIL = "owner@zeisig.example"
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Web:
    port: int
    pid: int

    def worked_ms(self) -> float:
        """How long the process has worked so far, in itself and for itself in the kernel."""
        after_name = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / _TICKS * 1000


@contextmanager
def folder(wanted: Path | None) -> Iterator[Path]:
    """Where the station keeps its data: `wanted`, or one that is thrown away. Settings are read from it."""
    with tempfile.TemporaryDirectory() as passing:
        chosen = wanted or Path(passing)
        chosen.mkdir(parents=True, exist_ok=True)
        os.environ |= {
            "STURMWARTE_DATA": str(chosen),
            "STURMWARTE_CONFIG": str(chosen / "config"),
            "DJANGO_SETTINGS_MODULE": "sturmwarte.station.settings",
        }
        yield chosen


def filled(at: Path, posts: int, cases: int) -> str:
    """Fills the folder unless it is; returns the cookie of somebody signed in."""
    from sturmwarte.engine.setup import migrate, prepare  # noqa: PLC0415 - the folder must be named before

    prepare()
    migrate()
    from django.utils import timezone  # noqa: PLC0415

    from bench.sets import desk, station  # noqa: PLC0415
    from sturmwarte.station.people.models import User  # noqa: PLC0415

    begun, now = time.perf_counter(), timezone.now()
    if not (at / "filled").exists():
        station.someone()
        station.plan(now)
        station.posts(posts, now, lambda n: print(f"{n:9,} posts", file=sys.stderr, flush=True))
        (at / "filled").touch()
    if not (at / "filled-cases").exists():
        desk.cases(cases, posts, User.objects.get(email=EMAIL), now)
        (at / "filled-cases").touch()
        print(f"filled in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    return _cookie(User.objects.get(email=EMAIL))


def _cookie(user: Any) -> str:
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@contextmanager
def web(at: Path) -> Iterator[Web]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable, "-m", "uvicorn", "sturmwarte.station.asgi:application", "--port", str(port),
        "--log-level", "warning", "--lifespan", "off",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=os.environ | {"STURMWARTE_PORT": str(port)}, cwd=at)
    try:
        _wait(port)
        yield Web(port, process.pid)
    finally:
        process.kill()  # an open event stream would hold a gentler end up
        process.wait()


def _wait(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
