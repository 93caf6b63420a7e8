"""Pictures of every page, to look at and improve: `python -m tests.web.shots [empty|normal|overloaded ...]`.

Saves shots/<scene>/<page>-<width>-<theme>-<language>.png; git ignores the folder.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.web.browser import ARGS, CHROMIUM, ROOT, fill, sign_in, station

SIZES = {"wide": (1440, 900), "phone": (390, 844)}
PAGES = {
    "brief": "/brief/",
    "lage": "/lage/",
    "work": "/lage/open/",
    "waves": "/waves/",
    "silent": "/waves/?view=down",
    "past": "/waves/?view=past",
    "wave": "/waves/storm/",
    "begin": "/waves/begin/",
    "signs": "/waves/signs/",
    "storms": "/storms/",
    "storm": "/storms/1/",
    "desk": "/desk/",
    "case": "/desk/20/",
    "archive": "/archive/",
    "search": "/archive/?q=zeisig+AND+kocher",
    "mistake": "/archive/?q=zeisig+AND+(kocher",
    "saved": "/archive/saved/?q=zeisig",
    "exports": "/archive/exports/",
    "post": "/post/?network=mastodon&id=hostile-8",
    "queue": "/understand/queue/",
    "learning": "/understand/learning/",
    "learned": "/understand/learning/?about=sentiment",
    "campaigns": "/campaigns/",
    "talk": "/talk/",
    "sources": "/sources/",
    "source": "/sources/mastodon/",
    "deaf": "/sources/bluesky/",
    "catalogue": "/sources/add/",
    "setup": "/sources/add/mastodon/",
    "find": "/find/",
    "people": "/people/3/",
    "invite": "/people/?invite",
    "absences": "/station/absences/",
    "sign-in": "/station/sign-in/",
    "plan": "/plan/",
    "plan-begin": "/plan/draft/",
    "plan-print": "/plan/print/",
    "plan-history": "/plan/history/1/",
    "plan-stale": "/plan/stale/",
    "plan-emergency": "/plan/emergency/",
    "station": "/station/",
    "audit": "/audit/",
    "entry": "/audit/5/",
    "settings": "/settings/",
    "backup": "/backup/",
    "health": "/health/",
    "refused": "/health/refused/",
    "privacy": "/privacy/",
    "request": "/privacy/requests/2/",
    "holds": "/privacy/holds/",
    "retention": "/privacy/retention/",
    "document": "/privacy/documents/record/",
    "factors": "/account/2fa/",
    "missing": "/nowhere/",
}

PAPER = ("case", "wave", "plan", "lage", "brief")
"""What people print."""


def main(scenes: list[str]) -> None:
    for scene in scenes:
        with tempfile.TemporaryDirectory() as folder:
            env = fill(scene, Path(folder))
            if scene != "empty":
                for more in ("waves_scene", "sources_scene", "upkeep_scene"):
                    command = [sys.executable, "-m", f"tests.web.{more}", scene]
                    subprocess.run(command, env=env, cwd=ROOT, check=True)
            with station(env) as running:
                for path in _shots(running.url, ROOT / "shots" / scene):
                    print(path.relative_to(ROOT))


def _shots(url: str, into: Path) -> Iterator[Path]:
    into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        for (size, box), language in product(SIZES.items(), ("de", "en")):
            yield from _series(browser, url, into, size, box, language)
        browser.close()


def _series(
    browser: Browser, url: str, into: Path, size: str, box: tuple[int, int], language: str
) -> Iterator[Path]:
    context = browser.new_context(viewport={"width": box[0], "height": box[1]}, locale=language)
    page = context.new_page()
    page.goto(f"{url}/account/login/")
    yield from _both(page, into, f"login-{size}", language)
    sign_in(page, url)
    for name, path in PAGES.items():
        page.goto(url + path)
        yield from _both(page, into, f"{name}-{size}", language)
        if size == "wide" and name in PAPER:
            yield _paper(page, into / f"{name}-paper-{language}.png", box)
    page.goto(url + PAGES["case"])
    page.keyboard.press("Control+k")
    page.wait_for_timeout(300)
    yield from _both(page, into, f"palette-{size}", language)
    context.close()


def _both(page: Page, into: Path, name: str, language: str) -> Iterator[Path]:
    """Light and dark from one load: a page that stands only takes on other colours."""
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(200)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        yield _save(page, into / f"{name}-{theme}-{language}.png")


def _paper(page: Page, path: Path, box: tuple[int, int]) -> Path:
    """As it comes out of a printer: what A4 leaves between its margins."""
    page.set_viewport_size({"width": 688, "height": 1000})
    page.emulate_media(media="print", color_scheme="light")
    page.screenshot(path=str(path), full_page=True)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": box[0], "height": box[1]})
    return path


def _save(page: Page, path: Path) -> Path:
    page.screenshot(path=str(path))
    return path


if __name__ == "__main__":
    main(sys.argv[1:] or ["empty", "normal", "overloaded"])
