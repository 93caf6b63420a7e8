"""The wheel, as somebody else gets it: into an empty environment, with nothing of this checkout in reach."""

import os
import re
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import httpx2
import pytest

ROOT = Path(__file__).parents[2]
SERVING_S = 60

pytestmark = pytest.mark.dist


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without isolation: the build backend is locked and installed already."""
    folder = tmp_path_factory.mktemp("dist")
    argv = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", folder, ROOT]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the locked packages and the wheel."""
    venv = tmp_path_factory.mktemp("empty") / "venv"
    uv = [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "--quiet", "--python", sys.executable, venv], check=True)
    install = [*uv, "pip", "install", "--quiet", "--system-certs", "--python", venv / "bin/python"]
    locked = ["--require-hashes", "-r", ROOT / "requirements/runtime.txt"]
    done = subprocess.run([*install, *locked], capture_output=True, text=True, check=False)
    if done.returncode:
        # uv keeps what it once fetched; without that and without a network no environment can be filled.
        pytest.skip(f"the locked packages cannot be fetched here: {done.stderr.strip().splitlines()[-1]}")
    subprocess.run([*install, "--no-deps", "--offline", wheel], check=True)
    return venv / "bin"


def _run(program: Path, *argv: str, **options: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([program, *argv], capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]


def test_the_wheel_carries_assets_catalogues_and_packs(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    assert any(re.fullmatch(r"sturmwarte/station/static/vendor/htmx\.js", name) for name in names)
    assert any(name.endswith(".woff2") for name in names)
    assert any(name.endswith("/de/LC_MESSAGES/django.mo") for name in names)
    assert {"sturmwarte/packs/demo/history.jsonl", "sturmwarte/packs/demo/storm.jsonl"} <= set(names)
    assert any(name.endswith("/licenses/NOTICE") for name in names)
    assert not [name for name in names if "/tests/" in name or name.endswith(".pyc")]


def test_it_tells_its_version(installed: Path):
    done = _run(installed / "sturmwarte", "--version")
    assert done.returncode == 0
    assert re.search(r"\d+\.\d+", done.stdout)


def test_it_matches_posts(installed: Path, tmp_path: Path):
    topics = tmp_path / "topics.jsonl"
    topics.write_text('{"id": "heat", "query": "verschmor* OR \\"zu heiß\\""}\n', encoding="utf-8")
    post = '{"id": "1", "channel": "mail", "text": "Der Sockel ist ZU HEISS!"}\n'
    done = _run(installed / "sturmwarte", "match", "--topics", str(topics), "-", input=post, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == '{"id":"1","topics":["heat"]}\n'


def test_it_serves(installed: Path, tmp_path: Path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    bare = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    settings = {"STURMWARTE_DATA": str(tmp_path / "data"), "STURMWARTE_PORT": str(port)}
    told = tmp_path / "told.txt"
    with told.open("wb") as output, subprocess.Popen(
        [installed / "sturmwarte", "serve"],
        cwd=tmp_path, env=bare | settings, stdout=output, stderr=subprocess.STDOUT,
    ) as station:  # fmt: skip
        try:
            page = _first_answer(f"http://127.0.0.1:{port}/account/login/", station, told)
            assert page.status_code == 200
            assert "Anmelden" in page.text, "the German catalogue is missing"
            for asset in re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text):
                assert httpx2.get(f"http://127.0.0.1:{port}{asset}").status_code == 200, asset
        finally:
            station.terminate()
            assert station.wait(timeout=30) == 0
    assert "Traceback" not in told.read_text(encoding="utf-8")


def _first_answer(address: str, station: "subprocess.Popen[bytes]", told: Path) -> httpx2.Response:
    end = time.monotonic() + SERVING_S
    while time.monotonic() < end and station.poll() is None:
        try:
            return httpx2.get(address, timeout=10)
        except httpx2.TransportError:
            time.sleep(0.3)
    pytest.fail(f"no answer at {address}; it said:\n{told.read_text(encoding='utf-8')}")
