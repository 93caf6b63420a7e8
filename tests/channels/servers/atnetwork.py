"""The whole network of the AT Protocol on loopback: PDS, directory, and the view (search, notifications).

Needs PostgreSQL and Redis beside what the PDS needs; skips visibly where they are not.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.channels.servers.pds import Pds, free_ports, installed_here

POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@contextmanager
def whole_network(folder: Path) -> Iterator[Pds]:
    redis = shutil.which("redis-server")
    if not POSTGRES or redis is None:
        pytest.skip(
            "the whole network needs PostgreSQL and Redis (Debian: apt install postgresql redis-server)"
        )
    installed = installed_here()
    with _postgres() as database, _redis(redis, folder) as cache:
        data = folder / "data"
        data.mkdir()
        env = {"DB_POSTGRES_URL": database, "REDIS_HOST": cache}
        server = Pds(data, installed, "network.mjs", env)
        try:
            yield server
        finally:
            server.close()


@contextmanager
def _postgres() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="swpg-"))
    root = os.geteuid() == 0
    user = "postgres" if root else pwd.getpwuid(os.geteuid()).pw_name
    as_user = ["setpriv", "--reuid", user, "--regid", user, "--clear-groups"] if root else []
    if root:
        shutil.chown(folder, user, user)

    def run(program: str, *args: str) -> None:
        command = [*as_user, str(POSTGRES[-1] / program), "-D", str(folder / "data"), *args]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=60)

    (port,) = free_ports(1)
    run("initdb", "-A", "trust", "-U", "sturmwarte", "-E", "UTF8", "--no-sync")
    options = f"-k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -p {port}"
    run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql://sturmwarte@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _redis(program: str, folder: Path) -> Iterator[str]:
    (port,) = free_ports(1)
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
