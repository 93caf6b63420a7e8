"""Somebody at the desk, and somebody who turns pages: when a case is seen, and how long a page takes."""

import http.client
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = Path("/usr/bin/chromium")
PAGES = ("/lage/", "/archive/", "/archive/?q=zeisig", "/desk/", "/brief/")
# The moment at which each marked post's row is first on the page, in Unix seconds.
SEEN = """
  window.seen = {};
  const look = () => {
    for (const [, mark] of (document.getElementById("cases")?.textContent ?? "").matchAll(/marke-(\\d+)-/g))
      window.seen[mark] ??= Date.now() / 1000;
  };
  const watch = () => new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
  addEventListener("DOMContentLoaded", watch);
"""


@contextmanager
def desk(port: int, cookie: str) -> Iterator[Any]:
    """A browser that stays on the desk, the newest first; nothing where there is none."""
    if not CHROMIUM.exists():
        yield None
        return
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not everybody has a browser

    name, _, value = cookie.partition("=")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{port}"}])
        page.add_init_script(SEEN)
        page.goto(f"http://127.0.0.1:{port}/desk/?view=all&sort=newest")
        page.wait_for_selector("[data-link][data-state=live]", state="attached")
        yield page
        browser.close()


class Turning(threading.Thread):
    """Asks one page after the other, twice a second. `took`: milliseconds of each."""

    def __init__(self, port: int, cookie: str) -> None:
        super().__init__(daemon=True)
        self.took: dict[str, list[float]] = {page: [] for page in PAGES}
        self.failed = 0
        self.ends = threading.Event()
        self._port, self._cookie = port, cookie

    def run(self) -> None:
        while True:
            for page in PAGES:
                if self.ends.wait(0.5):
                    return
                self._turn(page)

    def _turn(self, page: str) -> None:
        link = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        clock = time.perf_counter()
        try:
            link.request("GET", page, headers={"Cookie": self._cookie, "Accept-Language": "en"})
            answer = link.getresponse()
            answer.read()
            if answer.status == 200:
                self.took[page].append((time.perf_counter() - clock) * 1000)
        except (OSError, http.client.HTTPException):
            self.failed += 1
        finally:
            link.close()


def spread(values: list[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile and the largest; empty without values."""
    if len(values) < 2:
        return {}
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    named = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "most": max(values)}
    return {name: round(value, 3) for name, value in named.items()}
