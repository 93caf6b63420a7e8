"""Every page as axe-core sees it; it comes with the other front-end packages and is used here only.

The pages people work in all day are seen wide and on a phone, each in both themes and both languages. Those
further in are seen twice, so that each is met in both themes, both languages and both widths at least once:
in German, light and wide, and in English, dark and on a phone.
"""

import json
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import get_resolver, resolve

from sturmwarte.core.sections import SECTIONS
from sturmwarte.station.frame.access import declared
from tests.web.addresses import _flat
from tests.web.browser import CHROMIUM, ROOT, Watched, fill, sign_in, station
from tests.web.cast import SECRET
from tests.web.test_browser import HOSTILE, PAGES

AXE = ROOT / "node_modules/axe-core/axe.min.js"
DOORS = ("/account/login/", "/invited/nothing/", "/nowhere/")
CLOSED = ("/start/nothing/", "/enter/nothing/", "/account/sealed/", "/account/inactive/")
INNER = (
    "/plan/print/", "/plan/draft/", *(f"/plan/draft/in/{one.name}/" for one in SECTIONS),
    "/plan/draft/in/topics/?list", "/plan/draft/in/triage/rules.0/", "/plan/draft/in/foresight/topics.0/",
    "/plan/files/", "/plan/files/?file=times.yaml", "/plan/tests/", "/plan/difference/?files=1",
    "/plan/emergency/", "/plan/emergency/?type=wording",
    "/plan/emergency/?type=freeze", "/station/tokens/", "/station/api/", "/sources/bring/",
    "/sources/mastodon/", "/privacy/requests/1/", "/privacy/requests/2/", "/privacy/holds/",
    "/privacy/documents/notice/", "/privacy/documents/staff/", "/backup/", "/health/", "/health/refused/",
    "/account/logout/", "/account/2fa/totp/activate/", "/account/2fa/webauthn/add/",
    "/account/reauthenticate/",
)  # fmt: skip
FACTORS = (
    "/account/2fa/", "/account/2fa/totp/deactivate/", "/account/2fa/recovery-codes/generate/",
    "/account/2fa/recovery-codes/", "/account/2fa/webauthn/", "/account/reauthenticate/",
    "/account/2fa/reauthenticate/",
)  # fmt: skip
"""As somebody with a second factor sees them."""
ELSEWHERE = frozenset(
    {"lage", "waves", "signs", "wave", "storms", "storm", "find", "reported", "sources", "catalogue", "setup"}
)
"""Seen by axe in the tests of their own areas."""
NO_PAGES = frozenset(
    {
        "start", "present", "beside", "preview", "vocabulary", "reading", "grant_preview", "plan_zip",
        "plan_beside", "plan_outcome", "plan_trial", "emergency_now", "manifest", "live",
        "openid_connect_callback", "mfa_download_recovery_codes", "mfa_login_webauthn",
        "mfa_reauthenticate_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn", "account_set_password",
    }
)  # fmt: skip
"""Parts of pages, files, ways that lead on, and what needs a key of metal."""
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false})"
UNFOLD = "for (const one of document.querySelectorAll('details[data-fold]')) one.open = true"
SHORTEN = "for (const one of document.querySelectorAll('[data-row]:nth-child(n + 13)')) one.remove()"
"""The rows of a list are alike: a dozen say what fifty do, in a quarter of the time."""
WIDE, PHONE = 1440, 390

in_a_browser = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM}: install Debian's chromium"),
    pytest.mark.skipif(not AXE.exists(), reason="no axe-core: run python -m sturmwarte.station.frame.assets"),
]
pytestmark = in_a_browser


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A running station with something on every page, and the addresses known only there."""
    env = fill("normal", tmp_path_factory.mktemp("whole"))
    command = [sys.executable, "-m", "tests.web.whole_scene"]
    told = subprocess.run(command, env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    with station(env) as running:
        yield running, json.loads(told)


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


@pytest.mark.parametrize(("language", "theme", "width"), [("de", "light", WIDE), ("en", "dark", PHONE)])
def test_axe_finds_nothing_further_in(chromium, whole, language, theme, width):
    running, (invited, *others) = whole
    watched = Watched(chromium, running.url, locale=language, color_scheme=theme)
    found = [line for path in (*CLOSED, invited) for line in problems(watched, path, [(width, theme)])]
    sign_in(watched.page, running.url, "owner")
    for path in (*INNER, *others):
        found += problems(watched, path, [(width, theme)])
    watched.context.close()
    found += [line for line in watched.wrong if "410" not in line]
    found += _with_a_second_factor(chromium, running.url, language, theme, width)
    if found:
        pytest.fail("\n".join(found))


def _with_a_second_factor(chromium, url, language, theme, width):
    watched = Watched(chromium, url, locale=language, color_scheme=theme)
    page = watched.page
    sign_in(page, url, "approver")
    found = seen(page, "the second factor", [(width, theme)])
    page.fill("#id_code", format_hotp_value(hotp_value(SECRET, int(time.time()) // 30)))
    page.click("form.form button.primary")
    page.wait_for_url(lambda address: "/account/" not in address)
    for path in FACTORS:
        found += problems(watched, path, [(width, theme)])
    watched.context.close()
    return found


def test_every_page_is_seen():
    """A page that nobody thought of here is not in the list of any test."""
    listed = {resolve(urlsplit(path).path).url_name for path in (*DOORS[:-1], *CLOSED, *PAGES, *INNER)}
    listed |= {resolve(path).url_name for path in FACTORS} | {"post", "mfa_authenticate"}
    listed |= {"person", "search_to_topic", "campaign", "refused_post", "plan_entry"}
    routes = [(pattern.name, declared(pattern.callback)) for _, pattern in _flat(get_resolver().url_patterns)]
    pages = {name for name, says in routes if says and says.kind == "page" and "GET" in says.methods}
    assert pages - listed - ELSEWHERE - NO_PAGES == set()
    assert (listed | ELSEWHERE | NO_PAGES) - {name for name, _ in routes} == set()


def problems(watched: Watched, path: str, looks: list[tuple[int, str]] | None = None) -> list[str]:
    """What axe finds with everything folded opened: wide, then on a phone in the other theme; or as `looks`
    say, each a width and a theme."""
    page = watched.open(path)
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    themes = ("dark", "light") if dark else ("light", "dark")
    found = seen(page, path, looks or [(WIDE, themes[0]), (PHONE, themes[1])])
    page.emulate_media(color_scheme=themes[0])
    return found


def seen(page, path: str, looks: list[tuple[int, str]]) -> list[str]:
    """What axe finds on the page that stands there."""
    found = []
    page.evaluate(UNFOLD)
    page.evaluate(SHORTEN)
    page.evaluate(AXE.read_text("utf-8"))
    for width, theme in looks:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 844})
        for one in page.evaluate(RUN, list(RULES))["violations"]:
            places = "; ".join(f"{node['target']} {node['html'][:120]}" for node in one["nodes"][:3])
            found.append(
                f"{path} at {width}, {theme}: {one['id']} ({len(one['nodes'])}x): {one['help']}: {places}"
            )
    return found


_problems = problems
"""The name other tests still use."""
