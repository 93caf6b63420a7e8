"""Desk, jobs, outbox, audit trail, drafts, people and programs on a real PostgreSQL: the same tests."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

DESK = ("tests/ledger", "tests/respond", "tests/understand/test_labels_actions.py")
PLAN = ("tests/plan/test_draft.py", "tests/web/test_sign_on.py", "tests/postgres/test_without_archive.py")
ROOT = Path(__file__).parent.parent.parent
BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@pytest.fixture
def database():
    """A server of its own in a temporary folder, reached by a socket there; it ends with the test."""
    if not BINARIES:
        pytest.skip("PostgreSQL is not installed (Debian: apt install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="swpg-"))  # a socket's path must be short
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:
        shutil.chown(folder, user, user)
    as_user = ["setpriv", "--reuid", user, "--regid", user, "--clear-groups"] if os.geteuid() == 0 else []

    def run(program, *args):
        subprocess.run(
            [*as_user, BINARIES[-1] / program, *args],
            check=True,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            timeout=60,
        )

    data = folder / "data"
    run("initdb", "-D", data, "-A", "trust", "-U", "sturmwarte", "-E", "UTF8", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -p {free_port()}"
    run("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        port = options.rpartition(" ")[2]
        yield f"postgresql://sturmwarte@{str(folder).replace('/', '%2F')}:{port}/postgres"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("these", [DESK, PLAN], ids=["desk", "plan"])
def test_the_same_holds_on_postgresql(database, these):
    argv = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", *these]
    env = {**os.environ, "STURMWARTE_DATABASE": database}
    done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
