"""Gives malformed inputs to every reader and watches: nothing crashes, hangs, or reaches out.

Three watches on the last: Python's own audit of connections and look-ups, a bait server whose address stands
in the inputs (a C library would not show in the audit), and a bait file that no output may contain.
"""

import contextlib
import logging
import random
import socket
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.channels.fuzz.readers import Reader, all_good
from tests.channels.fuzz.spoil import spoilt

LONGEST_S = 1.0
"""CPU seconds of one reading: other processes on the machine do not count."""

_watching: list["Watch"] = []
_OUTWARD = frozenset(
    ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request",
    "subprocess.Popen",
     "os.system", "ftplib.connect", "http.client.connect")
)  # fmt: skip


@dataclass
class Watch:
    """What was tried while inputs were read."""

    bait: str = ""
    file: str = ""
    tried: list[str] = field(default_factory=list)


def _audit(event: str, args: tuple[object, ...]) -> None:
    if not _watching:
        return
    if event in _OUTWARD or (event == "open" and args and str(args[0]) == _watching[-1].file):
        _watching[-1].tried.append(f"{event} {args[:2]!r}")


sys.addaudithook(_audit)


@contextlib.contextmanager
def watched() -> Iterator[Watch]:
    """A bait address that listens and a bait file, both watched."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listener:
        bait = Path(folder) / "bait.txt"
        bait.write_text("koeder-im-text")
        listener.settimeout(0)
        watch = Watch(f"http://127.0.0.1:{listener.getsockname()[1]}/koeder", str(bait))
        _watching.append(watch)
        try:
            yield watch
        finally:
            _watching.pop()
            with contextlib.suppress(BlockingIOError):
                connection, _ = listener.accept()
                connection.close()
                watch.tried.append("the bait server was called")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Readers' libraries log each bad input; a hundred thousand of them say nothing."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


@dataclass
class Result:
    """`failed` names reader, number of the input and what happened: the seed and the number make it again."""

    inputs: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def baited(watch: Watch) -> list[bytes]:
    """Inputs that ask a careless reader to fetch or to swell."""
    url, file = watch.bait.encode(), b"file://" + watch.file.encode()
    item = b"<item><guid>1</guid><title>&x;</title></item>"
    rss = b"<rss version='2.0'><channel><title>&x;</title>" + item + b"</channel></rss>"
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 9))
    return [
        b"<!DOCTYPE r [<!ENTITY x SYSTEM '%s'>]>" % url + rss,
        b"<!DOCTYPE r [<!ENTITY x SYSTEM '%s'>]>" % file + rss,
        b"<!DOCTYPE r SYSTEM '%s'>" % url + rss,
        b"<!DOCTYPE r [<!ENTITY %% p SYSTEM '%s'>%%p;]>" % url + rss,
        b'<!DOCTYPE r [<!ENTITY l0 "ha">' + laughs + b'<!ENTITY x "&l8;">]>' + rss,
        b"<?xml-stylesheet href='%s'?>" % url + rss,
        b"<rss xmlns:xi='http://www.w3.org/2001/XInclude'><channel><xi:include href='%s'/></channel></rss>"
        % url,
        b"<html><head><base href='%s'><link rel=stylesheet href='%s'><meta content='0;%s'></head>"
        b"<body><img src='%s'><iframe src='%s'></iframe><script src='%s'></script><p>Text</p></body>"
        % ((url,) * 6),
        b'Content-Type: message/external-body; access-type=URL; URL="%s"\r\nFrom: a@b.example\r\n\r\n\r\n'
        % url,
    ]


def swelling() -> list[bytes]:
    """Inputs that were found to take a reader's patterns seconds or hours: each has one long stretch."""
    item = b"<item><guid>1</guid><title>x</title>%s</item>"
    rss = b"<rss version='2.0'><channel><title>t</title>" + item + b"</channel></rss>"
    return [
        b"<?" + b"encoding='a' " * 20_000 + rss % b"",
        b"<?xml version='1.0'?>" + b"\n" * 200_000 + rss % b"",
        b"<?xml version='1.0' encoding='utf-16-le'?>" + b"\n\0" * 100_000 + rss % b"",
        rss % (b"<author>" + b"a" * 200_000 + b"</author>"),
        rss % (b"<author>" + b"&#097;" * 60_000 + b"</author>"),
        rss % (b"<author>a@" + b"a." * 100_000 + b"</author>"),
    ]


def inputs(
    of: Sequence[Reader], seed: int, number: int, bait: Sequence[bytes]
) -> Iterator[tuple[Reader, bytes]]:
    """`number` pairs of a reader and a bad input for it, in turns."""
    good = all_good(of)
    for n in range(number):
        luck = random.Random(f"{seed} {n}")  # noqa: S311
        reader = of[n % len(of)]
        way = luck.random()
        if way < 0.02:
            yield reader, luck.choice(bait)
        elif way < 0.06:
            family = luck.choice(sorted(good))
            yield reader, spoilt(luck, good[family], family)
        elif way < 0.08:
            yield reader, luck.randbytes(luck.choice((1, 10, 100, 5000)))
        elif way < 0.12:
            yield reader, spoilt(luck, [*reader.good, *bait], reader.family)
        else:
            yield reader, spoilt(luck, [*reader.good, *good[reader.family]], reader.family)


def campaign(
    of: Sequence[Reader], seed: int, number: int, tell: Callable[[str], None] = lambda _: None
) -> Result:
    result = Result()
    with watched() as watch, _quiet():
        for n, (reader, body) in enumerate(inputs(of, seed, number, baited(watch))):
            _give(reader, body, n, watch, result)
            if n % 5000 == 4999:
                tell(f"{n + 1} inputs, {sum(result.refused.values())} refused, {len(result.failed)} failed")
            if len(result.failed) >= 50:
                break
    result.failed += [f"reached out: {what}" for what in watch.tried]
    return result


def _told(error: Exception) -> str:
    """What it is, and the line of ours or another's where it was raised."""
    raised = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(raised.filename).parent.name}/{Path(raised.filename).name}:{raised.lineno}"
    return f"{type(error).__name__}: {str(error)[:200]} ({where})"


def _give(reader: Reader, body: bytes, n: int, watch: Watch, result: Result) -> None:
    result.inputs[reader.name] += 1
    tried, begun = len(watch.tried), time.thread_time()
    try:
        given = reader.read(body)
        if isinstance(given, str) and "koeder-im-text" in given:
            result.failed.append(f"{reader.name} input {n}: read the bait file")
    except reader.allowed:
        result.refused[reader.name] += 1
    except Exception as error:  # what the test is about
        result.failed.append(f"{reader.name} input {n}: {_told(error)}")
    took = time.thread_time() - begun
    result.slowest[reader.name] = max(took, result.slowest.get(reader.name, 0.0))
    if took > LONGEST_S:
        result.failed.append(f"{reader.name} input {n}: {took:.1f} s for {len(body)} bytes")
    if len(watch.tried) > tried:
        result.failed.append(f"{reader.name} input {n}: {watch.tried[-1]}")
