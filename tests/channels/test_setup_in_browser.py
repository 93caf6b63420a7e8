"""Each channel is set up in a real browser by its form alone, from nothing to its first post on the page."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import pytest

from tests.channels.mail.scene import values as mailbox
from tests.channels.servers import (
    appstore,
    bluesky,
    discourse,
    dovecot,
    graph,
    hackernews,
    playstore,
    reddit,
    telegram,
    x,
    youtube,
)
from tests.channels.servers.mastodon import Mastodon
from tests.web.browser import CHROMIUM, Watched, fill, sign_in
from tests.web.conftest import chromium  # noqa: F401 - the fixture of the browser
from tests.web.test_sources_browser import _answers, _serving

pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.channels,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM}: install Debian's chromium"),
]
SAID = "Der Akku wird heiß"
PRIVATE = {"mail", "reddit"}
"""What is said there is private: the page shows that it came, and only to those assigned what it says."""
CAME = """() => [...document.querySelectorAll('#source table.lines td')]
    .some(one => one.textContent.trim() === '1')"""
PATIENCE_MS = 60_000


def _ago(**how: float) -> datetime:
    return datetime.now(UTC) - timedelta(**how)


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def _telegram() -> Iterator[dict[str, object]]:
    with telegram.telegram() as there:
        there.say(SAID, {"id": -1001234, "type": "supergroup", "title": "Hilfe", "username": "hilfe"})
        yield {"token": telegram.TOKEN, "api": there.address}


@contextmanager
def _youtube() -> Iterator[dict[str, object]]:
    with youtube.youtube() as there:
        there.comment(SAID, _iso(_ago(hours=2)))
        yield {"key": youtube.KEY, "channel": "@muster", "api": there.address}


@contextmanager
def _x() -> Iterator[dict[str, object]]:
    with x.x() as there:
        there.say(f"@musterwerke {SAID}", int(_ago(hours=2).timestamp() * 1000))
        yield {"bearer": x.BEARER, "account": "@musterwerke", "api": there.address}


@contextmanager
def _facebook() -> Iterator[dict[str, object]]:
    with graph.graph() as there:
        there.nodes["104"] = {"id": "104", "name": "Musterwerke"}
        at = _ago(hours=2).strftime("%Y-%m-%dT%H:%M:%S+0000")
        said = {"id": "104_7", "message": SAID, "from": {"id": "7", "name": "Nele"}, "created_time": at}
        there.edges["104/feed"] = [said]
        yield {"page": "104", "token": graph.TOKEN, "api": there.address}


@contextmanager
def _instagram() -> Iterator[dict[str, object]]:
    with graph.graph() as there:
        there.nodes["1784"] = {"id": "1784", "username": "musterwerke"}
        at = _ago(hours=2).strftime("%Y-%m-%dT%H:%M:%S+0000")
        there.edges["1784/tags"] = [{"id": "9", "caption": SAID, "timestamp": at, "username": "nele"}]
        yield {"account": "1784", "token": graph.TOKEN, "api": there.address}


@contextmanager
def _discourse() -> Iterator[dict[str, object]]:
    with discourse.Forum(start=_ago(hours=2)) as there:
        there.write(SAID)
        yield {"address": there.url}


@contextmanager
def _reddit() -> Iterator[dict[str, object]]:
    with reddit.reddit() as there:
        there.message(SAID)
        for thing in there.inbox:
            thing["data"]["created_utc"] = _ago(hours=2).timestamp()
        yield {
            "client_id": "app", "client_secret": there.secret, "username": reddit.ME,
            "password": there.password, "api": there.url, "login": there.url,
        }  # fmt: skip


@contextmanager
def _bluesky() -> Iterator[dict[str, object]]:
    with bluesky.network() as there:
        there.notify(there.post(SAID), "mention")
        yield {
            "handle": "radwerk.example", "password": there.password, "server": there.url,
            "directory": there.url,
        }  # fmt: skip


@contextmanager
def _mastodon() -> Iterator[dict[str, object]]:
    there = Mastodon().start()
    try:
        us, mila = there.state.account("radwerk"), there.state.account("mila")
        said = there.state.write(mila, f"@radwerk {SAID}", at=_ago(hours=2))
        there.state.notify(us, "mention", mila, said)
        yield {"server": f"http://{there.state.host}", "token": there.state.token(us)}
    finally:
        there.stop()


@contextmanager
def _mail() -> Iterator[dict[str, object]]:
    with dovecot.running() as there:
        letter = EmailMessage()
        letter["From"], letter["To"] = "Nele Kern <nele@web.example>", "service@firma.example"
        letter["Subject"], letter["Message-ID"] = "Akku", f"<{time.time()}@web.example>"
        letter["Date"] = format_datetime(_ago(hours=2))
        letter.set_content(SAID)
        there.deliver(letter)
        yield mailbox(there)


@contextmanager
def _appstore() -> Iterator[dict[str, object]]:
    # Its clock stands still, so it is set where a statement signed during the test still holds.
    with appstore.Store(now=_ago(minutes=-10)) as there:
        there.write(SAID, at=_ago(hours=2))
        yield {"apps": "77", "key": there.pem, "key_id": "K1", "issuer": "I1", "api": there.url}


@contextmanager
def _playstore() -> Iterator[dict[str, object]]:
    with playstore.Store(now=_ago()) as there:
        there.write(SAID, at=_ago(hours=2))
        yield {"apps": playstore.APP, "account": there.account, "api": there.url}


@contextmanager
def _hackernews() -> Iterator[dict[str, object]]:
    with hackernews.Site() as there:
        there.write(int(_ago(hours=2).timestamp()), SAID, title="Radwerk")
        yield {"search_api": there.url, "item_api": there.url}


@contextmanager
def _clippings() -> Iterator[dict[str, object]]:
    with dovecot.running() as there:
        letter = EmailMessage()
        letter["From"], letter["To"] = "Pressespiegel <liste@dienst.example>", "presse@firma.example"
        letter["Subject"], letter["Message-ID"] = "Pressespiegel", f"<{time.time()}@dienst.example>"
        letter["Date"] = format_datetime(_ago(hours=2))
        letter.set_content(f"1. Rückruf bei Radwerk\nBremer Blatt | {_ago():%d.%m.%Y}\n{SAID}\n")
        there.deliver(letter, "presse")
        given = mailbox(there, user="presse", address="presse@firma.example")
        yield {name: given[name] for name in IMAP} | {"senders": ["@dienst.example"]}


IMAP = ("address", "user", "password", "imap_host", "imap_port", "imap_security")
SCENES = {
    "appstore": _appstore, "playstore": _playstore, "hackernews": _hackernews, "clippings": _clippings,
    "telegram": _telegram, "youtube": _youtube, "x": _x, "facebook": _facebook, "instagram": _instagram,
    "discourse": _discourse, "reddit": _reddit, "bluesky": _bluesky, "mastodon": _mastodon, "mail": _mail,
}  # fmt: skip


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    env = fill("empty", tmp_path_factory.mktemp("setup")) | {"STURMWARTE_ALLOW": "127.0.0.0/8"}
    _plan(env, tmp_path_factory.mktemp("plan"))
    url = f"http://127.0.0.1:{env['STURMWARTE_PORT']}"
    with _serving(env):
        assert _answers(url)
        yield url


def _plan(env, folder):
    """What is searched for stands in the plan; a partial one will do."""
    (folder / "topics.yaml").write_text("topics:\n- {id: akku, name: Akku, query: Akku}\n")
    command = ["-m", "sturmwarte.cli.main", "plan", "activate", str(folder), "--yes", "--reason", "first"]
    subprocess.run([sys.executable, *command], env=env, check=True, timeout=120)


@pytest.mark.parametrize("kind", SCENES)
def test_from_nothing_to_the_first_post(chromium, running, kind):  # noqa: F811
    watched = Watched(chromium, running, locale="de-DE")
    page = watched.page
    sign_in(page, running)
    with SCENES[kind]() as fields:
        page.goto(f"{running}/sources/add/{kind}/")
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        page.fill("#id-name", f"Probe {kind}")
        for name, value in fields.items():
            _enter(page, f"#set-{name}", value)
        page.click("button[value=preview]")
        page.wait_for_selector(f".came >> text={SAID}", timeout=PATIENCE_MS)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        page.click("button[value=save]")
        page.wait_for_url(f"**/sources/probe-{kind}/")
        if kind in PRIVATE:
            page.wait_for_function(CAME, timeout=PATIENCE_MS)
        else:
            page.wait_for_selector(f"#source article.post >> text={SAID}", timeout=PATIENCE_MS)
        page.wait_for_selector("#source .state-hearing", timeout=PATIENCE_MS)
    wrong = watched.wrong
    watched.context.close()
    assert wrong == []


SECRET = "ausgedacht-und-lang-genug"


def test_a_webhook_from_nothing_to_the_first_call(chromium, running):  # noqa: F811
    """Its page says where to send, and what a tool sends there appears on it."""
    watched = Watched(chromium, running, locale="de-DE")
    page = watched.page
    sign_in(page, running)
    page.goto(f"{running}/sources/add/webhook/")
    page.fill("#id-name", "Probe webhook")
    page.fill("#set-secret", SECRET)
    page.click("button[value=save]")
    page.wait_for_url("**/sources/probe-webhook/")
    _call(page.locator("code.call-address").inner_text())
    page.wait_for_selector(f"#source article.post >> text={SAID}", timeout=PATIENCE_MS)
    wrong = watched.wrong
    watched.context.close()
    assert wrong == []


def _call(address: str) -> None:
    headers = {"Authorization": f"Bearer {SECRET}", "Content-Type": "application/json"}
    body = json.dumps({"text": SAID, "author": "mila", "created_at": _ago(hours=2).isoformat()}).encode()
    with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=10) as answer:
        assert answer.status < 300


def _enter(page, at: str, value: object) -> None:
    if page.locator(at).evaluate("one => one.tagName") == "SELECT":
        page.select_option(at, str(value))
    else:
        page.fill(at, "\n".join(value) if isinstance(value, list) else str(value))
