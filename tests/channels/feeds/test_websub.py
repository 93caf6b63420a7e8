"""A hub asks back and sends news: answered by another process than the one that asked it."""

import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest

from sturmwarte.channels.contract import Call, Receives
from tests.channels.feeds.conftest import NOON, Ear
from tests.channels.servers.feeds import Hub, Page, item, rss


@contextmanager
def station():
    """A station's `/hook/` as a server. `station.connection` answers, `station.taken` is what came."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = dict(parse_qsl(urlsplit(self.path).query))
            call = Call(self.command, query, {k.lower(): v for k, v in self.headers.items()}, body)
            taken = server.connection.receive(call)
            server.taken.append(taken)
            self.send_response(taken.status)
            self.send_header("Content-Length", str(len(taken.body)))
            self.end_headers()
            self.wfile.write(taken.body)

        do_POST = do_GET

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.taken = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.fixture
def wished(site, source, clock):
    """A feed with a hub that was asked, and the hub's view of it."""
    with station() as there:
        url = f"http://127.0.0.1:{there.server_address[1]}"
        kept: dict[str, str] = {}
        links = f'<link xmlns="http://www.w3.org/2005/Atom" rel="hub" href="{site.url}/hub"/>'
        site.rss("/feed", [item(site.url, 1, NOON - timedelta(hours=1))], extra=links)
        site.pages["/hub"] = Page(status=202)
        ear = Ear(source("/feed", url=url, kept=kept))
        ear.hear()
        there.connection = source("/feed", url=url, kept=kept)
        hub = Hub()
        hub.take(site)
        yield ear, hub, there, kept


def test_the_hub_is_asked_once_a_day(site, wished, clock):
    ear, hub, _, kept = wished
    (wish,) = hub.wishes
    assert wish["hub.mode"] == "subscribe"
    assert wish["hub.topic"] == f"{site.url}/feed"
    assert kept["websub_secret"] not in str(hub.wishes)
    clock.on(hours=1)
    ear.hear()
    assert len(site.asked_for("/hub")) == 1
    clock.on(hours=25)
    ear.hear()
    assert len(site.asked_for("/hub")) == 2


def test_the_hub_asks_back(site, wished):
    _, hub, there, _ = wished
    assert isinstance(there.connection, Receives)
    assert hub.asks_back(hub.wishes[0]) == (200, "c-4711")
    assert hub.asks_back(hub.wishes[0], topic="https://elsewhere.example/feed")[0] == 404
    assert hub.asks_back(hub.wishes[0], mode="unsubscribe")[0] == 404


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha512"])
def test_signed_news_are_posts(site, wished, method):
    _, hub, there, _ = wished
    news = rss(site.url, [item(site.url, 7, NOON), item(site.url, 6, NOON - timedelta(days=30))])
    assert hub.publishes(hub.wishes[0], news, method=method) == 202
    assert [post.id for post in there.taken[-1].posts] == [f"{site.url}/a/7"]


def test_news_that_are_not_signed_by_the_hub_bring_nothing(site, wished):
    _, hub, there, _ = wished
    news = rss(site.url, [item(site.url, 7, NOON)])
    assert hub.publishes(hub.wishes[0], news, secret="guessed") == 403
    assert there.taken[-1].posts == ()
    elsewhere = hub.wishes[0] | {"hub.callback": hub.wishes[0]["hub.callback"].replace("feed=", "feed=x")}
    assert hub.publishes(elsewhere, news) == 410


def test_signed_rubbish_is_taken_and_brings_nothing(wished):
    _, hub, there, _ = wished
    assert hub.publishes(hub.wishes[0], b"<<<>>>") == 202
    assert there.taken[-1].posts == ()


def test_what_the_hub_told_is_not_another_post_when_we_ask(site, wished, clock):
    ear, hub, there, _ = wished
    items = [item(site.url, 2, NOON), item(site.url, 1, NOON - timedelta(hours=1))]
    hub.publishes(hub.wishes[0], rss(site.url, items[:1]))
    site.rss("/feed", items)
    clock.on(minutes=16)
    (asked,) = ear.hear()
    (told,) = there.taken[-1].posts
    assert (asked.identity, asked.content) == (told.identity, told.content)


def test_a_hub_that_refuses_changes_nothing(site, source, clock):
    links = f'<link xmlns="http://www.w3.org/2005/Atom" rel="hub" href="{site.url}/hub"/>'
    site.rss("/feed", [item(site.url, 1, NOON)], extra=links)
    site.pages["/hub"] = Page(status=500)
    assert len(Ear(source("/feed", url="http://station.example")).hear()) == 1


def test_where_pages_are_read_no_hub_is_asked(site, source):
    links = f'<link xmlns="http://www.w3.org/2005/Atom" rel="hub" href="{site.url}/hub"/>'
    site.rss("/feed", [item(site.url, 1, NOON)], extra=links)
    Ear(source("/feed", url="http://station.example", full_text=True)).hear()
    assert site.asked_for("/hub") == []


@pytest.mark.parametrize(
    "url", ["", "http://localhost:8321", "http://10.0.0.7", "https://station.lan", "ftp://x.y"]
)
def test_without_a_public_address_no_hub_is_asked(site, source, url):
    links = f'<link xmlns="http://www.w3.org/2005/Atom" rel="hub" href="{site.url}/hub"/>'
    site.rss("/feed", [item(site.url, 1, NOON)], extra=links)
    Ear(source("/feed", url=url)).hear()
    assert site.asked_for("/hub") == []
