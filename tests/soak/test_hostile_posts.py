"""Fifty thousand hostile posts, each shown in a list and in its conversation, in a real browser.

`make soak` runs it; STURMWARTE_SOAK_HOSTILE sets how many. A list shows 50 at a time, a conversation 100 in
full.
"""

import os
import subprocess
import sys
import time

import pytest

from tests.web.browser import ARGS, CHROMIUM, ROOT, environment, free_port, sign_in, station
from tests.web.hostile_posts import A_THREAD
from tests.web.hostile_watch import Looker

MANY = int(os.environ.get("STURMWARTE_SOAK_HOSTILE", "50000"))


@pytest.mark.skipif("STURMWARTE_SOAK_KILLS" not in os.environ, reason="part of `make soak`")
def test_every_hostile_post_is_shown_without_effect(tmp_path):
    sync_api = pytest.importorskip("playwright.sync_api")
    env = environment(tmp_path, free_port())
    (tmp_path / "static").mkdir()
    command = [sys.executable, "-m", "tests.web.hostile_scene", str(MANY)]
    subprocess.run(command, env=env, cwd=ROOT, check=True)
    begun = time.monotonic()

    def tell(text):
        print(f"{time.monotonic() - begun:6.0f} s  {text}", flush=True)

    with station(env) as running, sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        looker = Looker(browser, running.url)
        looker.page.set_default_timeout(120_000)
        sign_in(looker.page, running.url)
        assert _conversations(looker, tell) == MANY
        assert _lists(looker, tell) == MANY
        browser.close()


def _conversations(looker, tell) -> int:
    shown = 0
    for thread in range(0, MANY, A_THREAD):
        page = looker.look(f"/post/?network=mastodon&id=h-{thread}")
        shown += page.locator(".talk .said").count()
        assert looker.wrong == []
        if thread % 5000 == 0:
            tell(f"{shown} in full")
    return shown


def _lists(looker, tell) -> int:
    shown, path = 0, "/archive/"
    while path:
        page = looker.look(path)
        shown += page.locator(".row.found-post").count()
        assert looker.wrong == []
        following = page.locator("a[data-act=next]")
        path = following.get_attribute("href") if following.count() else ""
        if shown % 5000 == 0:
            tell(f"{shown} in lists")
    return shown
