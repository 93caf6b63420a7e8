"""Every page as axe-core sees it; it comes with the other front-end packages and is used here only."""

import pytest

from tests.web.browser import CHROMIUM, ROOT, Watched, sign_in
from tests.web.test_browser import HOSTILE, PAGES

AXE = ROOT / "node_modules/axe-core/axe.min.js"
DOORS = ("/account/login/", "/invited/nothing/", "/nowhere/")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false})"
UNFOLD = "for (const one of document.querySelectorAll('details[data-fold]')) one.open = true"
SHORTEN = "for (const one of document.querySelectorAll('[data-row]:nth-child(n + 13)')) one.remove()"
"""The rows of a list are alike: a dozen say what fifty do, in a quarter of the time."""

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM}: install Debian's chromium"),
    pytest.mark.skipif(not AXE.exists(), reason="no axe-core: run python -m sturmwarte.station.frame.assets"),
]


@pytest.mark.parametrize(("language", "theme"), [("de", "light"), ("en", "dark")])
def test_axe_finds_nothing(chromium, home, language, theme):
    """Each page is seen in both themes (wide in one, on a phone in the other), in both languages."""
    watched = Watched(chromium, home.url, locale=language, color_scheme=theme)
    found = [line for path in DOORS for line in problems(watched, path)]
    sign_in(watched.page, home.url, "owner")
    for path in (*PAGES, *HOSTILE[-2:]):
        found += problems(watched, path)
    watched.context.close()
    if found:
        pytest.fail("\n".join(found))


def problems(watched: Watched, path: str) -> list[str]:
    """What axe finds with everything folded opened: wide, then on a phone in the other theme."""
    found, page = [], watched.open(path)
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    themes = ("dark", "light") if dark else ("light", "dark")
    page.evaluate(UNFOLD)
    page.evaluate(SHORTEN)
    page.evaluate(AXE.read_text("utf-8"))
    for width, theme in zip((1440, 390), themes, strict=True):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 844})
        for one in page.evaluate(RUN, list(RULES))["violations"]:
            places = "; ".join(f"{node['target']} {node['html'][:120]}" for node in one["nodes"][:3])
            found.append(
                f"{path} at {width}, {theme}: {one['id']} ({len(one['nodes'])}x): {one['help']}: {places}"
            )
    page.emulate_media(color_scheme=themes[0])
    return found


_problems = problems
"""The name other tests still use."""
