"""Starts a station: schema, the lock, the processes."""

import logging
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.db import connection

from sturmwarte.engine import lock, setup
from sturmwarte.engine.backing.backup import backup
from sturmwarte.engine.clock import real_now
from sturmwarte.engine.errors import Environment
from sturmwarte.engine.serving.supervise import Child, Supervisor
from sturmwarte.station.people import first_run

log = logging.getLogger("sturmwarte.serve")

ENGINE = Child("engine", ("sturmwarte.engine.serving.run_engine",))
EARS = Child("ears", ("sturmwarte.engine.serving.run_ears",))


def web(host: str, port: int) -> Child:
    return Child("web", ("sturmwarte.engine.serving.run_web", host, str(port)))


def serve(tell: Callable[[str], None], extra: Sequence[Child] = ()) -> None:
    """Runs the station until SIGTERM or SIGINT; `tell` gets the lines for people. `extra`: further children.

    Raises `Environment` when a station runs on this data folder or the port is taken.
    """
    data = setup.prepare()
    try:
        with lock.hold(data / lock.SERVE, f"sturmwarte serve at {settings.PUBLIC_URL}"):
            bring_up_to_date(data, tell)
            _check_port(settings.BIND, settings.PORT)
            threading.Thread(target=_greet, args=(tell,), daemon=True).start()
            _run([ENGINE, EARS, web(settings.BIND, settings.PORT), *extra])
            tell("Stopped.")
    except lock.Held as held:
        raise Environment(f"a station runs on {data} already: {held.holder}") from None


def bring_up_to_date(data: Path, tell: Callable[[str], None]) -> None:
    """Applies missing schema steps, after a backup of an older schema."""
    if not setup.pending():
        return
    if not setup.is_new() and connection.vendor == "sqlite":
        kept = data / "backups" / f"before-{real_now():%Y%m%dT%H%M%SZ}.tar.gz"
        backup(data, kept, real_now())
        tell(f"The data folder is from an earlier version; a backup is in {kept}")
    setup.migrate()


def _greet(tell: Callable[[str], None]) -> None:
    """Tells the addresses once they answer: whoever follows one at once must not meet a closed door."""
    _wait_for(settings.BIND, settings.PORT)
    tell(f"Sturmwarte: {settings.PUBLIC_URL}")
    if link := first_run.link():
        tell(f"Create the first login (once, within 24 hours): {link}")
    tell("Stop with Ctrl-C.")


def _wait_for(host: str, port: int) -> None:
    """Until something answers there, or for two minutes: then the log says why nothing does."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection((host, port), 1):
            return
        time.sleep(0.1)


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Environment(
                f"cannot listen on {host}:{port} ({error.strerror}): set STURMWARTE_PORT or STURMWARTE_BIND"
            ) from None


def _run(children: Sequence[Child]) -> None:
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask_to_stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        Supervisor(children).run(stop)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
