"""A company's surroundings on one machine: two Fediverse servers, a PDS, a mail server, a site with a feed.

Customers write everywhere; the station is the real one, in processes of its own.
"""

import json
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage

import httpx2
import pytest

from tests.channels.servers.dovecot import HOST, WORD, Dovecot, running
from tests.channels.servers.feeds import Hub, Page, Site, item, rss
from tests.channels.servers.pds import Pds, pds_server
from tests.channels.servers.smtp import Smtp
from tests.channels.servers.snac import Snac, free_host, prepared
from tests.channels.servers.snac_binary import NoSnac
from tests.engine.station import Station, free_port

ALLOW = {"STURMWARTE_ALLOW": "127.0.0.0/8,::1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
NETWORKS = ("mastodon", "bluesky", "mail", "feed")


@dataclass
class World:
    station: Station
    ours: Snac
    theirs: Snac
    pds: Pds
    dovecot: Dovecot
    smtp: Smtp
    site: Site
    access: str
    mila_there: str
    corp: object
    mila: object
    written: dict = field(default_factory=lambda: {network: {} for network in NETWORKS})
    items: list = field(default_factory=list)
    hub: Hub = field(default_factory=Hub)

    def write(self, network, words):
        """Something a customer writes; `words` are looked for later."""
        at = time.time()
        getattr(self, f"_{network}")(words)
        self.written[network][words] = at

    def _mastodon(self, words):
        for _ in range(4):
            try:
                return self.as_mila(
                    "POST", "/api/v1/statuses", data={"status": f"@corp@{self.ours.host} {words}"}
                )
            except httpx2.TransportError:  # snac resets a connection now and then, before or after it took it
                if any(words in one["text"] for one in self.milas_statuses()):
                    return None
        raise AssertionError("the customers' server takes no posts")

    def milas_statuses(self):
        me = self.as_mila("GET", "/api/v1/accounts/verify_credentials")["id"]
        return self.as_mila("GET", f"/api/v1/accounts/{me}/statuses")

    def as_mila(self, method, path, **how):
        with httpx2.Client(
            base_url=self.theirs.url, headers={"Authorization": f"Bearer {self.mila_there}"}
        ) as web:
            for _ in range(4 if method == "GET" else 0):
                try:
                    return web.request(method, path, **how).raise_for_status().json()
                except httpx2.TransportError:
                    continue
            return web.request(method, path, **how).raise_for_status().json()

    def _bluesky(self, words):
        name = f"@{self.corp.handle}"
        facet = {
            "index": {"byteStart": 0, "byteEnd": len(name)},
            "features": [{"$type": "app.bsky.richtext.facet#mention", "did": self.corp.did}],
        }
        self.mila.post(f"{name} {words}", facets=[facet], createdAt=datetime.now(UTC).isoformat())

    def _mail(self, words):
        mail = EmailMessage()
        mail["From"], mail["To"] = "Mila Kern <mila@kunden.example>", "service@firma.example"
        mail["Subject"], mail["Message-ID"] = words, f"<{words.replace(' ', '.')}@kunden.example>"
        mail["Date"] = datetime.now(UTC)
        mail.set_content(f"Guten Tag, {words}. Viele Grüße, Mila")
        self.dovecot.deliver(mail)

    def _feed(self, words):
        self.items.insert(0, item(self.site.url, len(self.items) + 1, datetime.now(UTC), title=words))
        self.serve_feed()
        for wish in self.hub.wishes:
            self.hub.publishes(wish, rss(self.site.url, self.items, self.links))

    @property
    def links(self):
        return f'<link xmlns="http://www.w3.org/2005/Atom" rel="hub" href="{self.site.url}/hub"/>'

    def serve_feed(self):
        self.site.rss("/feed", self.items, extra=self.links)

    def subscribe_hub(self):
        """The hub has been asked by the station, asks back, and tells news from now on."""
        until(lambda: (self.hub.take(self.site), self.hub.wishes)[1], 60)
        for wish in self.hub.wishes:
            assert until(lambda wish=wish: self._answered(wish)) == (200, "c-4711")

    def _answered(self, wish):
        try:
            return self.hub.asks_back(wish)
        except TimeoutError:  # the first call of a station that has just started
            return None

    def connect(self):
        """As people do it without a browser."""
        secrets = self.station.folder
        (secrets / "mastodon").write_text(self.access)
        (secrets / "bluesky").write_text(self.corp.app_password("sturmwarte"))
        (secrets / "mail").write_text(WORD)
        fields = {
            "mastodon": {"server": self.ours.url},
            "bluesky": {
                "handle": self.corp.handle, "ear": "firehose", "server": self.pds.url,
                "stream": self.pds.url, "directory": self.pds.directory,
            },
            "mail": {
                "address": "service@firma.example", "user": "service", "imap_host": HOST,
                "imap_port": self.dovecot.imap, "imap_security": "none", "sender_name": "Kundendienst",
                "smtp_host": HOST, "smtp_port": self.smtp.port, "smtp_security": "none",
            },
            "feeds": {"addresses": f"{self.site.url}/feed"},
        }  # fmt: skip
        for kind, values in fields.items():
            settings = [part for name, value in values.items() for part in ("--set", f"{name}={value}")]
            field = {"mastodon": "token", "bluesky": "password", "mail": "password"}.get(kind)
            secret = ["--secret-file", f"{field}={secrets / kind}"] if field else []
            self.station.call("listen", "add", kind, "--name", kind, *settings, *secret, env=ALLOW)

    def sources(self):
        said = self.station.call("listen", "sources", "--subscriptions", "--lang", "de", env=ALLOW).stdout
        return {one["id"]: one for one in map(json.loads, said.splitlines())}

    def asked(self, source):
        """When each of its subscriptions last had a proper answer, by name."""
        question = "SELECT name, asked_at FROM listen_subscription WHERE source_id = ? AND NOT ended"
        return dict(self.station.ask(question, source))

    def troubles(self, source):
        question = "SELECT trouble FROM listen_subscription WHERE source_id = ? AND trouble <> '{}'"
        return [json.loads(row) for (row,) in self.station.ask(question, source)]

    def state(self, source):
        return self.station.ask("SELECT state FROM listen_source WHERE id = ?", source)[0][0]

    def found(self):
        """Every post of the archive, as the command line hands it out."""
        said = self.station.call("search", "--limit", "0", "--json", "--names").stdout
        return [json.loads(line) for line in said.splitlines()]


class Arrivals:
    """When each post was first seen in the archive, looked at ten times a second."""

    def __init__(self, station):
        self.seen = {}
        self._station, self._stop = station, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join(5)

    def _watch(self):
        while not self._stop.wait(0.1):
            heard = "SELECT network, gid FROM archive_post WHERE realm = 'real'"
            for network, gid in self._station.ask(heard):
                self.seen.setdefault((network, gid), time.time())

    def of(self, network):
        return {gid for one, gid in self.seen if one == network}


@contextmanager
def world(folder):
    """All of it, started; skips visibly what cannot be had here."""
    with ExitStack() as standing:
        dovecot = standing.enter_context(running())
        snacs = []
        try:
            for number, name in enumerate(("ours", "theirs")):
                one = prepared(folder / name, free_host(folder.stat().st_ino + number))
                one.start()
                standing.callback(one.stop)
                snacs.append(one)
            access, mila_there = snacs[0].add("corp"), snacs[1].add("mila")
        except NoSnac as reason:
            pytest.skip(f"no snac: {reason}")
        (folder / "pds").mkdir()
        pds = standing.enter_context(pds_server(folder / "pds"))
        smtp = Smtp()
        smtp.start()
        standing.callback(smtp.stop)
        site = standing.enter_context(Site())
        site.pages["/hub"] = Page(status=202)
        station = Station(folder, free_port())
        there = World(
            station, *snacs, pds, dovecot, smtp, site, access, mila_there,
            pds.account("radwerk"), pds.account("mila"),
        )  # fmt: skip
        there.serve_feed()
        yield there


def until(true, seconds=60.0, pause=0.25, why=""):
    """Waits for what others do; what it became at last."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := true():
            return found
        time.sleep(pause)
    raise AssertionError(why() if callable(why) else why or "it did not happen")
