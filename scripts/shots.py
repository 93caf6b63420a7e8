"""`make shots README=1`: the README's pictures, out of a demo in a throw-away folder.

Waits until the storm has risen. Pictures of every page: `python -m tests.web.shots`.
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
PICTURES = ROOT / "docs/img"
SIZE = {"width": 1440, "height": 900}
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


def take(browser: Browser, link: str, storm_s: float) -> None:
    with browser.new_context(viewport=SIZE, locale="de", color_scheme="light") as context:
        page = context.new_page()
        page.goto(link)
        page.wait_for_url(lambda address: "/enter/" not in address)
        page.click(".tour button[value=off]")
        time.sleep(storm_s)
        home = link.partition("/enter/")[0]
        page.goto(f"{home}/lage/")
        page.screenshot(path=PICTURES / "situation.png")
        page.goto(f"{home}/desk/")
        page.click("[data-row]")
        page.wait_for_selector("#detail [data-case]")
        time.sleep(2)  # what the case fetches for itself
        page.screenshot(path=PICTURES / "desk.png")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--storm", type=float, default=200, help="seconds of storm before the pictures")
    asked = parser.parse_args()
    PICTURES.mkdir(exist_ok=True)
    program = next((path for path in CHROMIUM if Path(path).exists()), None)
    if not program:
        raise SystemExit("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as drive, demo("de") as link:
        browser = drive.chromium.launch(executable_path=program, args=["--no-sandbox"])
        take(browser, link, asked.storm)
        browser.close()


if __name__ == "__main__":
    main()
