"""`make shots`: pictures of the demo's pages, wide and phone, in both languages, light and dark, in shots/.

Starts a demo in a throw-away folder, waits until the storm has filled the desk, and looks at the pages. With
`--readme` only the picture in the README is taken anew.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs/img/desk.png"
SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
PAGES = {"desk": "/desk/", "archive": "/archive/", "plan": "/plan/"}
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser")


@contextmanager
def demo(language: str) -> Iterator[str]:
    """A running demo; yields its one-time link."""
    with tempfile.TemporaryDirectory() as folder:
        argv = [
            sys.executable,
            "-m",
            "sturmwarte.cli.main",
            "demo",
            "--data",
            f"{folder}/demo",
            "--lang",
            language,
        ]
        process = subprocess.Popen(
            argv, stdout=subprocess.PIPE, text=True, start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        try:
            assert process.stdout
            for line in process.stdout:
                if found := re.search(r"http://\S+/enter/\S+", line):
                    yield found[0]
                    return
            raise SystemExit("the demo ended before it told a link")
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(timeout=30)


def take(browser: Browser, link: str, language: str, storm_s: float, only_readme: bool) -> None:
    with browser.new_context(viewport=SIZES["wide"], locale=language, color_scheme="light") as context:
        page = context.new_page()
        page.goto(link)
        page.wait_for_url(lambda address: "/enter/" not in address)
        time.sleep(storm_s)
        base = link.partition("/enter/")[0]
        if only_readme:
            page.goto(base + PAGES["desk"])
            page.screenshot(path=PICTURE)
            return
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for size, viewport in SIZES.items():
                page.set_viewport_size(viewport)
                for name, path in PAGES.items():
                    page.goto(base + path)
                    page.screenshot(path=ROOT / "shots" / f"{name}-{language}-{size}-{scheme}.png")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--readme", action="store_true")
    parser.add_argument("--storm", type=float, default=90, help="seconds of storm before the first picture")
    asked = parser.parse_args()
    (ROOT / "shots").mkdir(exist_ok=True)
    PICTURE.parent.mkdir(exist_ok=True)
    program = next((path for path in CHROMIUM if Path(path).exists()), None)
    if not program:
        raise SystemExit("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as drive:
        browser = drive.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for language in ("de",) if asked.readme else ("de", "en"):
            with demo(language) as link:
                take(browser, link, language, asked.storm, asked.readme)
        browser.close()


if __name__ == "__main__":
    main()
