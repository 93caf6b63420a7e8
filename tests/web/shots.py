"""Pictures of every page, to look at and improve: `python -m tests.web.shots [empty|normal|overloaded ...]`.

Saves shots/<scene>/<page>-<width>-<theme>-<language>.png; git ignores the folder. `--on FOLDER` keeps the
played scenes for the next time, `--only desk,case` takes some pages alone, `--whole` all of a long page.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

from tests.web.browser import ARGS, CHROMIUM, ROOT, environment, fill, free_port, sign_in, station
from tests.web.looks import DOORS, DRAFT, PAGES, PAPER, STATES

SCENES = ("empty", "normal", "overloaded")
SIZES = {"wide": (1440, 900), "phone": (390, 844)}
LANGUAGES = ("de", "en")


@dataclass(frozen=True)
class Series:
    """All pages in one size and language: a browser of its own takes them."""

    url: str
    into: Path
    size: str
    language: str
    only: frozenset[str]
    whole: bool

    def wants(self, name: str) -> bool:
        return not self.only or name in self.only


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("scenes", nargs="*", help="empty, normal, overloaded; none: all")
    parser.add_argument("--on", type=Path, help="folder in which the played scenes stay")
    parser.add_argument("--only", default="", help="names of pages, with commas between")
    parser.add_argument(
        "--whole", action="store_true", help="all of a long page, not only what a screen shows"
    )
    asked = parser.parse_args()
    only = frozenset(filter(None, asked.only.split(",")))
    for scene in asked.scenes or SCENES:
        with _played(scene, asked.on) as env, station(env) as running, _engine(env):
            into = ROOT / "shots" / scene
            into.mkdir(parents=True, exist_ok=True)
            # The draft's pages need a draft that the others must not have: first what is without one.
            for begun in (False, True):
                if begun and scene != "empty":
                    _begin_draft(running.url)
                given = [
                    Series(running.url, into, size, language, only, asked.whole)
                    for size, language in product(SIZES, LANGUAGES)
                ]
                with ProcessPoolExecutor(2) as pool:
                    for taken in pool.map(_drafted if begun else _taken, given):
                        print(f"{scene}: {taken} pictures")


@contextmanager
def _played(scene: str, kept: Path | None) -> Iterator[dict[str, str]]:
    """A station with the scene in it; `kept` spares playing it anew."""
    with tempfile.TemporaryDirectory() as folder:
        data = (kept or Path(folder)) / scene
        if (data / "played").exists():
            yield environment(data, free_port())
            return
        data.mkdir(parents=True, exist_ok=True)
        env = fill(scene, data)
        if scene != "empty":
            for more in ("waves_scene", "sources_scene", "upkeep_scene"):
                subprocess.run(
                    [sys.executable, "-m", f"tests.web.{more}", scene], env=env, cwd=ROOT, check=True
                )
        (data / "played").touch()
        yield env


@contextmanager
def _engine(env: dict[str, str]) -> Iterator[None]:
    """What runs a draft's tests, so that their page shows what came of them."""
    process = subprocess.Popen([sys.executable, "-m", "tests.web.plan_engine", "--whole"], env=env, cwd=ROOT)
    try:
        yield
    finally:
        process.terminate()
        process.wait(15)


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield browser
        browser.close()


@contextmanager
def _page(series: Series, browser: Browser) -> Iterator[Page]:
    width, height = SIZES[series.size]
    with browser.new_context(
        viewport={"width": width, "height": height}, locale=series.language, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        page.set_default_timeout(60_000)
        yield page


def _taken(series: Series) -> int:
    """Doors, pages and what opens on them; the number of pictures."""
    n = 0
    with _browser() as browser, _page(series, browser) as page:
        for name, path in DOORS.items():
            n += _shown(series, page, name, path)
        sign_in(page, series.url)
        for name, path in PAGES.items():
            n += _shown(series, page, name, path)
            if series.size == "wide" and name in PAPER and series.wants(name):
                n += _paper(page, series.into / f"{name}-paper-{series.language}.png")
        for name, (path, opening) in STATES.items():
            if series.wants(name):
                page.goto(series.url + path)
                opening(page)
                page.wait_for_timeout(300)
                n += _both(series, page, name)
    return n


def _drafted(series: Series) -> int:
    if series.only and not series.only & DRAFT.keys():
        return 0
    with _browser() as browser, _page(series, browser) as page:
        sign_in(page, series.url)
        return sum(_shown(series, page, name, path) for name, path in DRAFT.items())


def _begin_draft(url: str) -> None:
    with _browser() as browser:
        page = browser.new_page(locale="en")
        sign_in(page, url)
        page.goto(f"{url}/plan/draft/")
        if page.locator("form[action$='/begin/'] button").count():
            page.click("form[action$='/begin/'] button")


def _shown(series: Series, page: Page, name: str, path: str) -> int:
    if not series.wants(name):
        return 0
    try:
        page.goto(series.url + path)
    except BrowserError as error:
        print(f"{series.into.name}: {path}: {error}", file=sys.stderr)
        return 0
    return _both(series, page, name)


def _both(series: Series, page: Page, name: str) -> int:
    """Light and dark from one load: a page that stands only takes on other colours."""
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(350)  # what a page fetches once it is drawn
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        path = series.into / f"{name}-{series.size}-{theme}-{series.language}.png"
        page.screenshot(path=str(path), full_page=series.whole)
    return 2


def _paper(page: Page, path: Path) -> int:
    """As it comes out of a printer: what A4 leaves between its margins."""
    width, height = SIZES["wide"]
    page.set_viewport_size({"width": 688, "height": 1000})
    page.emulate_media(media="print", color_scheme="light")
    page.screenshot(path=str(path), full_page=True)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": width, "height": height})
    return 1


if __name__ == "__main__":
    main()
