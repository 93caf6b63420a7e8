"""Every page as axe-core sees it; it comes with the other front-end packages and is used here only."""

import pytest

from tests.web.browser import CHROMIUM, ROOT, Watched, sign_in
from tests.web.test_browser import HOSTILE, PAGES

AXE = ROOT / "node_modules/axe-core/axe.min.js"
DOORS = ("/account/login/", "/invited/nothing/", "/nowhere/")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM}: install Debian's chromium"),
    pytest.mark.skipif(not AXE.exists(), reason="no axe-core: run python -m sturmwarte.station.frame.assets"),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_axe_finds_nothing(chromium, home, language, theme):
    watched = Watched(chromium, home.url, locale=language, color_scheme=theme)
    found = [line for path in DOORS for line in _problems(watched, path)]
    sign_in(watched.page, home.url, "owner")
    for path in (*PAGES, *HOSTILE[-2:]):
        found += _problems(watched, path)
    watched.context.close()
    if found:
        pytest.fail("\n".join(found))


def _problems(watched: Watched, path: str) -> list[str]:
    """What axe finds, wide and on a phone, with everything folded opened."""
    found, page = [], watched.open(path)
    page.evaluate("for (const one of document.querySelectorAll('details[data-fold]')) one.open = true")
    page.evaluate(AXE.read_text("utf-8"))
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for one in page.evaluate(RUN, list(RULES))["violations"]:
            places = "; ".join(f"{node['target']} {node['html'][:120]}" for node in one["nodes"][:3])
            found.append(f"{path} at {width}: {one['id']} ({len(one['nodes'])}x): {one['help']}: {places}")
    return found
