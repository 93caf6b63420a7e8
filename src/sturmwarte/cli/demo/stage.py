"""Sets the demo's stage (schema, plan, people, two weeks of history) and runs the station on it."""

import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from sturmwarte.cli.demo import sample
from sturmwarte.engine import intake, lock, setup
from sturmwarte.engine.activation import activate, active_brain
from sturmwarte.engine.clock import RealClock
from sturmwarte.engine.context import Context
from sturmwarte.engine.files.rows import Row
from sturmwarte.engine.serving.serve import serve
from sturmwarte.engine.serving.supervise import Child
from sturmwarte.station.archive import Archive
from sturmwarte.station.people import first_run
from sturmwarte.station.people.models import Grant, Role, User

WHO = ("jette@zeisig.example", "Jette Carstens", "jette")
"""Whom the newcomer is: the head of communications, with every permission."""

COLLEAGUES = (
    ("svea@zeisig.example", "Svea Lorenz", "svea", Role.MEMBER),
    ("emre@zeisig.example", "Emre Tunç", "emre", Role.MEMBER),
    ("malte@zeisig.example", "Malte Reinders", "malte", Role.LEAD),
    ("tilman@zeisig.example", "Tilman Kurz", "tilman", Role.DUTY),
    ("dorothea@zeisig.example", "Dorothea Zeisig", "dorothea", Role.APPROVER),
    ("roswitha@zeisig.example", "Roswitha Haas", "roswitha", Role.LEGAL),
)

PRIVATE = "mail"
"""The channel of private messages."""

LOG = "demo.log"
"""File in the data folder for what the station notes while the demo runs."""

RECORDING = "zeisig-storm.jsonl"
"""File in the data folder: the same posts on their own clock, to be brought to the page of past storms."""

Tell = Callable[[str], None]


def show(folder: Path, fresh: bool, language: str, speed: float, tell: Tell) -> None:
    """Prepares what is missing, then serves until Ctrl-C or SIGTERM."""
    with _noted_in(folder / LOG):
        if fresh:
            tell("A sample company with its plan and two weeks of posts; everything is invented.")
            prepare(folder, datetime.now(UTC), language)
        child = Child("storm", ("sturmwarte.cli.demo.storm", str(speed)), once=True)
        threading.Thread(target=_invite, args=(folder, speed, tell), daemon=True).start()
        serve(lambda line: tell(line) if line == "Stopped." else None, [child])


@contextmanager
def _noted_in(log: Path) -> Iterator[None]:
    """Standard error goes to the file, that of the station's processes too: a newcomer reads the rest."""
    shown = os.dup(2)
    try:
        with log.open("ab") as file:
            os.dup2(file.fileno(), 2)
        yield
    finally:
        sys.stderr.flush()
        os.dup2(shown, 2)
        os.close(shown)


def prepare(folder: Path, now: datetime, language: str) -> None:
    """A fresh data folder becomes the sample company's station, two weeks old."""
    with lock.hold(folder / lock.ENGINE, "sturmwarte demo"):
        setup.migrate()
        first_run.mark_demo(folder)
        activate(sample.plan(), "demo", "The sample company's plan", now)
        _people(language)
        _history(now)
        (folder / RECORDING).write_bytes(b"\n".join(sample.recording(now)) + b"\n")


def _people(language: str) -> None:
    email, name, person = WHO
    me = first_run.demo_owner(email, name, language, person)
    # She is owner everywhere; private messages are only for whom their channel is assigned to.
    Grant.objects.get_or_create(user=me, role=Role.OWNER, channel=PRIVATE)
    for email, name, person, role in COLLEAGUES:
        colleague = User.objects.create_user(email, None, name=name, language=language, person=person)
        Grant.objects.create(user=colleague, role=role)


def _history(now: datetime) -> None:
    lines = (told.line(now + told.at) for told in sample.before(now))
    rows = (Row(number, line, line) for number, line in enumerate(lines, 1))
    context = Context(active_brain(now), Archive())
    direct = intake.Direct(context, RealClock(), "import", "", _must_fit)
    intake.feed(rows, direct, _must_fit, lambda _count: None)


def _must_fit(row: Row, why: str) -> None:
    raise ValueError(f"packs/demo/history.jsonl: {row.line.decode()}: {why}")  # ours: a test sends all


def _invite(folder: Path, speed: float, tell: Tell) -> None:
    """Tells the address once somebody answers there: a dead link would be the first impression."""
    if not _answers(timedelta(seconds=60)):
        tell(f"The station does not answer. Why not should stand in {folder / LOG}")
        return
    user = User.objects.get(email=WHO[0])
    tell("")
    tell(f"  Open {first_run.demo_link(user)}")
    tell("")
    tell(f"The link works once; it signs you in as {WHO[1]}, head of communications. ({settings.PUBLIC_URL})")
    minutes = 60 / speed
    tell(f"A storm begins now: an hour of it passes in {minutes:.3g} min. Ctrl-C ends the demo.")
    tell(f"What the station notes meanwhile is in {folder / LOG}")


def _answers(patience: timedelta) -> bool:
    waited = threading.Event()
    for _ in range(int(patience / timedelta(seconds=0.2))):
        with socket.socket() as probe:
            if probe.connect_ex((settings.BIND, settings.PORT)) == 0:
                return True
        waited.wait(0.2)
    return False
