"""Fetches snac, a small Fediverse server, from Debian's backports with apt itself, which checks signatures.

Nothing is installed: the package is unpacked into a cache of our own. Where the machine has no Debian or no
way out, `found()` is None and the reason is told, so that tests skip visibly.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "sturmwarte" / "snac"
ETC = Path("/etc/apt")
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


class NoSnac(Exception):
    """Why there is no snac here, in words for a skipped test."""


def snac() -> Path:
    """The program; raises NoSnac."""
    installed = shutil.which("snac")
    if installed:
        return Path(installed)
    kept = CACHE / "usr/bin/snac"
    if not kept.is_file():
        _unpack()
    return kept


def _unpack() -> None:
    mirror, suite = _mirror()
    with tempfile.TemporaryDirectory(prefix="sturmwarte-snac-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for part in ("lists/partial", "cache/archives/partial"):
            (folder / part).mkdir(parents=True)
        source = folder / "backports.sources"
        source.write_text(
            f"Types: deb\nURIs: {mirror}\nSuites: {suite}-backports\nComponents: main\n"
            f"Signed-By: {KEYRING}\n",
            encoding="utf-8",
        )
        _apt(folder, source, "update")
        _apt(folder, source, "download", "snac2")
        packages = list(folder.glob("snac2_*.deb"))
        if not packages:
            raise NoSnac("the backports have no package snac2")
        unpacked = folder / "unpacked"
        _run(["dpkg-deb", "-x", str(packages[0]), str(unpacked)], folder)
        CACHE.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=CACHE.parent))
        shutil.copytree(unpacked / "usr", fresh / "usr", symlinks=True)
        try:
            fresh.rename(CACHE)  # two test runs may unpack at once: the first stays
        except OSError:
            shutil.rmtree(fresh)


def _mirror() -> tuple[str, str]:
    """The machine's own mirror of Debian and its release, from where apt has them."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise NoSnac("no apt here")
    release = re.search(r"VERSION_CODENAME=(\w+)", Path("/etc/os-release").read_text(encoding="utf-8"))
    files = [ETC / "sources.list", *sorted((ETC / "sources.list.d").glob("*"))]
    for file in files:
        if not file.is_file():
            continue
        for word in file.read_text(encoding="utf-8").split():
            if re.fullmatch(r"https?://\S+/debian/?", word) and release:
                return word, release[1]
    raise NoSnac("apt knows no mirror of Debian")


def _apt(folder: Path, source: Path, *command: str) -> None:
    options = {
        "Dir::Etc::sourcelist": str(source),
        "Dir::Etc::sourceparts": "-",
        "Dir::State::lists": str(folder / "lists"),
        "Dir::Cache": str(folder / "cache"),
        "APT::Sandbox::User": "",
    }
    flags = [f"-o{name}={value}" for name, value in options.items()]
    _run(["apt-get", "-qq", *flags, *command], folder)


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode != 0:
        raise NoSnac(f"{command[0]} failed: {done.stderr.strip()[-200:]}")
