"""A station in a folder of its own, run as a process, as people run it."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from sturmwarte.engine import lock


@dataclass
class Station:
    folder: Path
    port: int

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def env(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("STURMWARTE_", "DJANGO_"))}
        return {
            **kept,
            "STURMWARTE_DATA": str(self.data),
            "STURMWARTE_CONFIG": str(self.folder / "config"),
            "STURMWARTE_PORT": str(self.port),
        }

    def call(self, *args: str, code: int | None = 0, before=(), **given) -> subprocess.CompletedProcess:
        argv = [*before, sys.executable, "-m", "sturmwarte.cli.main", *map(str, args)]
        env = {**self.env, **given.pop("env", {})}
        done = subprocess.run(
            argv, check=False, env=env, capture_output=True, text=True, timeout=120, **given
        )
        if code is not None:
            assert done.returncode == code, f"{args}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    @contextmanager
    def serve(self, **env):
        argv = [sys.executable, "-m", "sturmwarte.cli.main", "serve"]
        log = (self.folder / "serve.log").open("ab")
        process = subprocess.Popen(
            argv, env={**self.env, **env}, stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )
        try:
            self.wait_for_web(process)
            self.wait_for_engine(process)
            yield process
        finally:
            process.terminate()
            process.wait(30)
            log.close()

    def wait_for_web(self, process, seconds=60):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            assert process.poll() is None, self.log()
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the web process did not answer: " + self.log())

    def wait_for_engine(self, process, seconds=60):
        """Commands ask the engine for what it alone may do, and do it themselves while there is none."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            assert process.poll() is None, self.log()
            if lock.is_held(self.data / lock.ENGINE):
                return
            time.sleep(0.05)
        raise AssertionError("the engine did not start: " + self.log())

    def log(self) -> str:
        return (self.folder / "serve.log").read_text()

    def ask(self, question: str, *values):
        """Looks into the database as it is on disk."""
        path = self.data / "sturmwarte.db"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)) as database:
            return database.execute(question, values).fetchall()

    def activate_demo_plan(self):
        plan = resources.files("sturmwarte.packs").joinpath("demo", "plan")
        code = (
            "from sturmwarte.engine import setup; setup.ready()\n"
            "from sturmwarte.engine.activation import activate\n"
            "from sturmwarte.engine.clock import real_now\n"
            "from sturmwarte.station.plan.folder import read_folder\n"
            "from pathlib import Path; import sys\n"
            "activate(read_folder(Path(sys.argv[1])), 'test', '', real_now())\n"
        )
        subprocess.run([sys.executable, "-c", code, str(plan)], env=self.env, check=True, timeout=60)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
