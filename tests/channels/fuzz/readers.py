"""Who reads foreign bytes: every channel's parser, found by its folder, and the readers of the wire."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

import sturmwarte.channels
from sturmwarte.channels.describe import describe
from sturmwarte.core.listen.jsonlines import LineError, parse_line
from sturmwarte.core.post import Post
from sturmwarte.station.listen.posting import unfit, written
from sturmwarte.wire import html, robots
from sturmwarte.wire.answer import Answer
from sturmwarte.wire.errors import Trouble
from sturmwarte.wire.limits import read_window

FOLDER = Path(sturmwarte.channels.__file__).parent
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

PAGE = """<!doctype html><html lang=de><head><title>Störung</title><meta name="tdm-reservation" content="0">
<link rel="alternate" type="application/rss+xml" href="/feed" title="Neues"></head><body><article>
<h1>Bremse</h1>
<p>Seit <b>Montag</b> klemmt sie &amp; niemand hilft. <a href="https://x.example/?a=1&amp;b=2">Mehr</a></p>
<ul><li>eins<li>zwei</ul><table><tr><td>1</td><td>2</td></tr></table></article></body></html>""".encode()
ROBOTS = b"User-agent: *\nDisallow: /a*b$\nAllow: /\nCrawl-delay: 2\nSitemap: https://x.example/s.xml\n"
HEADERS = b"limit=300, remaining=30, reset=300"


@dataclass(frozen=True)
class Reader:
    """`read` may raise `allowed` and nothing else. `good` are inputs that it understands."""

    name: str
    family: str
    read: Callable[[bytes], Any]
    good: tuple[bytes, ...]
    allowed: tuple[type[Exception], ...] = (Trouble,)


def readers() -> list[Reader]:
    found = [*_channels(), *_wire(), *_others()]
    assert len({reader.name for reader in found}) == len(found)
    return found


def _channels() -> Iterator[Reader]:
    """A reader a channel and family of its samples."""
    for entry in sorted(FOLDER.glob("*/channel.yaml")):
        kind = entry.parent.name
        for family, good in samples(kind).items():
            yield Reader(f"{kind} {family}", family, _parser(kind), tuple(good), (Trouble, LineError))


def samples(kind: str) -> dict[str, list[bytes]]:
    """A channel's recorded inputs by family; none while it is being made."""
    index = FOLDER / kind / "samples" / "index.yaml"
    families: dict[str, list[bytes]] = {}
    for listed in YAML(typ="safe").load(index.read_text("utf-8")) if index.is_file() else ():
        path = index.with_name(listed["file"])
        families.setdefault(path.suffix.lstrip("."), []).append(path.read_bytes())
    return families


def _parser(kind: str) -> Callable[[bytes], None]:
    parse = import_module(f"sturmwarte.channels.{kind}").parse_sample
    told = describe(kind)

    def read(body: bytes) -> None:
        """Every post that comes out can be written, and is read again by the engine or set aside with a
        reason (a `LineError`: a like count that is no number, a time beyond all calendars)."""
        for post in parse(body):
            assert isinstance(post, Post)
            if not unfit(post, told):
                assert parse_line(written(post), received_at=NOW, channel=post.channel).id

    return read


def _wire() -> Iterator[Reader]:
    yield Reader("plain", "html", lambda body: html.plain(_text(body)), (PAGE,))
    yield Reader("clean", "html", lambda body: html.clean(_text(body)), (PAGE,))
    yield Reader("robots", "txt", lambda body: _robots(_text(body)), (ROBOTS,))
    yield Reader("limits", "txt", lambda body: read_window({"ratelimit": _text(body)}, NOW), (HEADERS,))
    yield Reader("answer", "json", lambda body: _answer(body).json(), (b'{"a": [1, "x"]}',))
    yield Reader("charset", "html", lambda body: _answer(body).text(), (PAGE, PAGE.decode().encode("cp1252")))
    line = b'{"id": "1", "channel": "mail", "text": "Hallo", "created_at": "2026-11-22T10:00:00Z"}'
    yield Reader("line", "json", lambda body: parse_line(body, received_at=NOW), (line,), (LineError,))


def _others() -> Iterator[Reader]:
    """Readers inside channels that take more than the channel's samples: named here, skipped when absent."""
    opml = b'<opml version="2.0"><body><outline text="A"><outline type="rss" xmlUrl="https://a.example/f"/></outline>'
    for name, family, good, call in (
        ("feeds.opml:from_opml", "xml", (opml + b"</body></opml>",), lambda read, body: read(body)),
        ("feeds.pages:article", "html", (PAGE,), lambda read, body: read(_text(body))),
        (
            "feeds.discover:feeds_of",
            "html",
            (PAGE,),
            lambda read, body: read(_text(body), "https://a.example/"),
        ),
        ("feeds.rights:reserved", "html", (PAGE,), lambda read, body: read({}, _text(body))),
        (
            "mastodon.streaming:sent_events",
            "txt",
            (b'event: update\ndata: {"id": "1"}\n\n:thump\n',),
            lambda read, body: list(read(iter(body.split(b"\n")))),
        ),
    ):
        if (read := _found(name)) is not None:
            yield Reader(name, family, lambda body, read=read, call=call: call(read, body), good)


def _found(name: str) -> Any:
    module, _, function = name.partition(":")
    try:
        return getattr(import_module(f"sturmwarte.channels.{module}"), function)
    except (ImportError, AttributeError):
        return None


def _answer(body: bytes) -> Answer:
    return Answer(200, {"content-type": "text/html"}, body, "https://a.example/")


def _robots(text: str) -> None:
    rules = robots.read(text)
    rules.can_fetch("https://a.example/a/b?c=d", "Sturmwarte")
    rules.crawl_delay("Sturmwarte")


def _text(body: bytes) -> str:
    return body.decode("utf-8", "surrogateescape")


def all_good(of: Sequence[Reader]) -> dict[str, list[bytes]]:
    """Good inputs by family, for splicing one reader's with another's."""
    found: dict[str, list[bytes]] = {}
    for reader in of:
        found.setdefault(reader.family, []).extend(reader.good)
    return found
