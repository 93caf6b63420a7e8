"""A real AT Protocol server (PDS) with its directory (PLC), on loopback. Its install compiles for minutes."""

import hashlib
import json
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import httpx2
import pytest

HERE = Path(__file__).parent / "atproto"
START_S = 90
INSTALL_S = 1500


class Pds:
    """One server. `stop` and `start` keep its accounts and posts; `direct` calls it as anybody."""

    def __init__(
        self, folder: Path, installed: Path, script: str = "pds.mjs", env: Mapping[str, str] | None = None
    ) -> None:
        self.port, directory = free_ports(2)
        self.url = f"http://localhost:{self.port}"
        self.directory = f"http://localhost:{directory}"
        command = ["node", str(HERE / script), str(self.port), str(directory), str(folder)]
        self._log = (folder.parent / "pds.log").open("wb")
        self._process = subprocess.Popen(
            command,
            cwd=installed,
            env={**os.environ, **(env or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        self._said: Queue[dict[str, Any]] = Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._expect("started")

    def stop(self) -> None:
        self._tell("stop")
        self._expect("stopped")

    def start(self) -> None:
        self._tell("start")
        self._expect("started")

    def settle(self) -> None:
        """Of the whole network: waits until its view has taken in all that was written."""
        self._tell("settle")
        self._expect("settled")

    def close(self) -> None:
        try:
            self._tell("quit")
            self._process.wait(10)
        except (OSError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait(10)
        self._reader.join(5)
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._log.close()

    def account(self, name: str) -> "Someone":
        body = {"handle": f"{name}.test", "email": f"{name}@example.test", "password": "probe-passwort"}
        made = self.direct("com.atproto.server.createAccount", body)
        return Someone(self, made["did"], made["handle"], made["accessJwt"])

    def direct(self, method: str, body: Mapping[str, Any], token: str = "") -> Any:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        answer = httpx2.post(f"{self.url}/xrpc/{method}", json=dict(body), headers=headers, timeout=20)
        assert answer.status_code == 200, answer.text
        return answer.json() if answer.content else None

    def _tell(self, command: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(f"{command}\n".encode())
        self._process.stdin.flush()

    def _expect(self, what: str) -> None:
        try:
            said = self._said.get(timeout=START_S)
        except Empty:
            raise AssertionError(f"the server never said it {what}") from None
        assert what in said, said

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            if line.startswith(b"{"):
                self._said.put(json.loads(line))
        self._said.put({"ended": True})


class Someone:
    """An account that writes without us."""

    def __init__(self, pds: Pds, did: str, handle: str, token: str) -> None:
        self.pds, self.did, self.handle, self.token = pds, did, handle, token

    def post(self, text: str, **more: Any) -> dict[str, str]:
        record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-03-01T10:00:00Z", **more}
        return self.write("app.bsky.feed.post", record)

    def write(self, collection: str, record: Mapping[str, Any]) -> dict[str, str]:
        body = {"repo": self.did, "collection": collection, "record": dict(record)}
        made: dict[str, str] = self.pds.direct("com.atproto.repo.createRecord", body, self.token)
        return {"uri": made["uri"], "cid": made["cid"]}

    def delete(self, uri: str) -> None:
        _, _, _, collection, rkey = uri.split("/")
        body = {"repo": self.did, "collection": collection, "rkey": rkey}
        self.pds.direct("com.atproto.repo.deleteRecord", body, self.token)

    def app_password(self, name: str) -> str:
        made = self.pds.direct("com.atproto.server.createAppPassword", {"name": name}, self.token)
        return str(made["password"])

    def revoke(self, name: str) -> None:
        self.pds.direct("com.atproto.server.revokeAppPassword", {"name": name}, self.token)


@contextmanager
def pds_server(folder: Path) -> Iterator[Pds]:
    """Skips the test visibly where it cannot be installed."""
    installed = installed_here()
    data = folder / "data"
    (data / "blobs").mkdir(parents=True)
    server = Pds(data, installed)
    try:
        yield server
    finally:
        server.close()


def installed_here() -> Path:
    """The folder with the server's packages, made on the first use and kept under the lock's hash."""
    if shutil.which("npm") is None:
        pytest.skip("the PDS needs Node.js and npm")
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "sturmwarte" / f"atproto-{lock}"
    native = folder / "node_modules/better-sqlite3/build/Release/better_sqlite3.node"
    if not native.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / name, folder / name)
        # Scripts of packages do not run; the one that compiles the database is asked for by name.
        rebuild = ["npm", "rebuild", "better-sqlite3", "--ignore-scripts=false"]
        headers = {"npm_config_nodedir": "/usr"} if Path("/usr/include/node/node.h").is_file() else {}
        for command in (["npm", "ci"], rebuild):
            _install(command, folder, headers)
    return folder


def _install(command: list[str], folder: Path, headers: Mapping[str, str]) -> None:
    env = {**os.environ, **headers}
    try:
        subprocess.run(command, cwd=folder, env=env, capture_output=True, timeout=INSTALL_S, check=True)
    except subprocess.TimeoutExpired:
        pytest.skip(f"the PDS was not installed within {INSTALL_S} s: {' '.join(command)}")
    except subprocess.CalledProcessError as error:
        pytest.skip(f"the PDS could not be installed: {error.stderr.decode()[-300:]}")


def free_ports(many: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(many)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
