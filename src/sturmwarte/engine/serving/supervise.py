"""Keeps child processes running: restarts one that ends, later and later when it keeps ending."""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

FIRST_WAIT_S, LONGEST_WAIT_S = 0.2, 5.0
STEADY_S = 5.0
"""A child that ran this long is well again: its next restart is quick."""
GRACE_S = 10.0
"""How long a child may take to end by itself before it is killed."""

log = logging.getLogger("sturmwarte.serve")


@dataclass(frozen=True)
class Child:
    """A process to keep running. `argv` without the program is run by this Python with `-m`.

    Its standard input is a pipe that ends with the supervisor (see leash.py).
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] | None = None
    once: bool = False  # when it ends well, it has done its work


@dataclass
class _Running:
    child: Child
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    wait_s: float = FIRST_WAIT_S
    due: float = 0.0
    finished: bool = False
    restarts: int = field(default=0)


class Supervisor:
    """`run` starts the children and returns when `stop` is set and all of them have ended.

    >>> Supervisor([]).pids()
    {}
    """

    def __init__(self, children: Sequence[Child]) -> None:
        self._all = [_Running(child) for child in children]

    def run(self, stop: threading.Event) -> None:
        try:
            while not stop.is_set():
                for one in self._all:
                    self._tend(one)
                stop.wait(0.1)
        finally:
            self._end()

    def pids(self) -> dict[str, int]:
        """The children that run now."""
        return {one.child.name: one.process.pid for one in self._all if one.process}

    def _tend(self, one: _Running) -> None:
        now = time.monotonic()
        if one.process is None:
            if now >= one.due and not one.finished:
                self._start(one)
            return
        code = one.process.poll()
        if code is None:
            if now - one.started > STEADY_S:
                one.wait_s = FIRST_WAIT_S
            return
        self._close(one)
        if one.child.once and code == 0:
            one.finished = True
            return
        one.due = now + one.wait_s
        log.warning("%s ended (%s): starting it again in %.1f s", one.child.name, _manner(code), one.wait_s)
        one.wait_s = min(one.wait_s * 2, LONGEST_WAIT_S)
        one.restarts += 1

    def _start(self, one: _Running) -> None:
        argv = [sys.executable, "-m", *one.child.argv]
        env = dict(one.child.env) if one.child.env is not None else None
        one.process = subprocess.Popen(argv, env=env, stdin=subprocess.PIPE)
        one.started = time.monotonic()

    def _end(self) -> None:
        running = [one for one in self._all if one.process]
        for one in running:
            if one.process and one.process.poll() is None:
                one.process.terminate()
        deadline = time.monotonic() + GRACE_S
        for one in running:
            if one.process is None:
                continue
            try:
                one.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("%s does not end: killing it", one.child.name)
                one.process.kill()
                one.process.wait()
            self._close(one)

    @staticmethod
    def _close(one: _Running) -> None:
        if one.process and one.process.stdin:
            one.process.stdin.close()
        one.process = None


def _manner(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"code {code}"
