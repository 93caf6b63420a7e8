"""Spoils good inputs: bytes, words, and the structure of JSON. Everything hangs on the seed alone."""

import json
import random
from collections.abc import Sequence
from typing import Any

MOST = 64 * 1024

NUMBERS = [
    b"0", b"-1", b"1e999", b"99999999999999999999999", b"1795349100", b"1795349100000", b"NaN",
    b"2147483648",
    b"0.1e-400", b"00", b"+5",
]  # fmt: skip
ANYWHERE = [
    b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc3", b"\r\n", b"\r", b"\n\n",
    b"\t" * 50, b" " * 500,
    "\u202e\u2066\ufeff\u2028".encode(), "🏳️‍🌈".encode() * 20, "\u0301".encode() * 300, b"A" * 5000,
    b"%00%ff%",
    b"../../etc/passwd", b"javascript:alert(1)", b"data:text/html,x", b"//x", b"http://[",
    b"http://a:99999/", b"{{7*7}}",
]  # fmt: skip
TIMES = [
    b"0000-00-00T00:00:00Z", b"9999-12-31T23:59:59+23:59", b"0001-01-01T00:00:00-23:59", b"2026-13-45",
    b"yesterday",
    b"Thu, 99 Foo 99999 99:99:99 +9999", b"2026-11-22T10:00:00", b"-1",
    b"2026-11-22T25:61:61.999999999999Z",
]  # fmt: skip
MARKUP = [
    b"<", b">", b"&", b"&#0;", b"&#x110000;", b"&#xD800;", b"&nbsp;", b"&nope;", b"<![CDATA[", b"]]>",
    b"<!--", b"-->",
    b"<?xml version='1.0' encoding='utf-7'?>", b"<?xml version='1.0' encoding='nope'?>", b"<br>",
    b"<p>" * 50,
    b"<div>" * 2000, b"</div>" * 50, b"<script>x</script>", b"<svg onload=x>",
    b"<a href='javascript:x'>", b"<table><tr>",
    b"xmlns:a='http://a' a:b='c'", b"<x:y>", b"</channel>", b"<item/>" * 300, b"<entry>",
    b"<link rel=self href='http://['/>",
]  # fmt: skip
MAIL = [
    b"=?utf-8?q?=ff=fe?=", b"=?nope?b?AAAA?=", b"=?utf-8?b?!!!?=", b"=?utf-8?",
    b"Content-Type: multipart/mixed; boundary=x\r\n",
    b"Content-Type: text/html; charset=utf-7\r\n", b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: quoted-printable\r\n", b"--x\r\n" * 200, b"--x--\r\n", b"=\r\n",
    b"=ZZ", b"begin 644 x\r\n",
    b"Date: 0\r\n", b"From: <>\r\n", b"From: a@b, c@d, <e@f\r\n", b"Message-ID: <>\r\n",
    b"References: " + b"<a@b> " * 500,
    b"Subject:" + b" x\r\n" * 200, b"> " * 1000,
]  # fmt: skip
JSON = [
    b"null", b"true", b"[]", b"{}", b'""', b"[" * 3000, b'{"a":' * 1500, b'"\\ud800"', b'"\\u0000"',
    b",", b":", b'"', b"\\",
    b'{"id":1,"id":2}', b"1" * 5000, b"-", b'"' + b"x" * 20000 + b'"',
]  # fmt: skip
FAMILIES = {"xml": MARKUP, "html": MARKUP, "eml": MAIL, "json": JSON}

VALUES: list[Any] = [
    None, True, 0, -1, 1.5, 10**400, "", "x", "\ud800", "\x00", [], {}, [None], [[[]]], {"": None},
    "1e999", [1] * 300,
    "2026-11-22T10:00:00", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "http://[",
    "javascript:x",
    "<p>" * 400, "&#xD800;", "a" * 3000, {"$ref": "#"}, 1795349100000, -62135596801, 253402300800,
]  # fmt: skip


def spoilt(luck: random.Random, good: Sequence[bytes], family: str) -> bytes:
    """One bad input out of good ones of a family (`xml`, `html`, `eml`, `json`, anything else)."""
    body = luck.choice(good) if good else b""
    if family == "json" and luck.random() < 0.85:  # broken bytes end at the first look, other shapes go deep
        body = _restructured(luck, body)
        if luck.random() < 0.9:
            return body[:MOST]
    words = [*ANYWHERE, *TIMES, *FAMILIES.get(family, [])]
    if luck.random() < 0.05:
        words += [word for family_words in FAMILIES.values() for word in family_words]
    for _ in range(luck.choice((1, 1, 2, 3, 8))):
        body = luck.choice(WAYS)(luck, body, words, good)[:MOST]
    return body


def _flipped(luck: random.Random, body: bytes, words: list[bytes], good: Sequence[bytes]) -> bytes:
    made = bytearray(body)
    for _ in range(luck.choice((1, 3, 30))):
        if made:
            made[luck.randrange(len(made))] = luck.randrange(256)
    return bytes(made)


def _inserted(luck: random.Random, body: bytes, words: list[bytes], good: Sequence[bytes]) -> bytes:
    at = luck.randint(0, len(body))
    return body[:at] + luck.choice(words) + body[at:]


def _overwritten(luck: random.Random, body: bytes, words: list[bytes], good: Sequence[bytes]) -> bytes:
    start, end = _slice(luck, body, 40)
    return body[:start] + luck.choice([*words, *NUMBERS]) + body[end:]


def _dropped(luck: random.Random, body: bytes, words: list[bytes], good: Sequence[bytes]) -> bytes:
    start, end = _slice(luck, body, 400)
    return body[:start] + body[end:]


def _repeated(luck: random.Random, body: bytes, words: list[bytes], good: Sequence[bytes]) -> bytes:
    start, end = _slice(luck, body, 400)
    return body[:end] + body[start:end] * luck.choice((1, 2, 50, 500)) + body[end:]


def _cut(luck: random.Random, body: bytes, words: list[bytes], good: Sequence[bytes]) -> bytes:
    return body[: luck.randint(0, len(body))]


def _spliced(luck: random.Random, body: bytes, words: list[bytes], good: Sequence[bytes]) -> bytes:
    other = luck.choice(good) if good else b""
    return body[: luck.randint(0, len(body))] + other[luck.randint(0, len(other)) :]


def _recoded(luck: random.Random, body: bytes, words: list[bytes], good: Sequence[bytes]) -> bytes:
    text = body.decode("utf-8", "replace")
    return text.encode(luck.choice(("utf-16", "utf-32", "utf-7", "cp1252", "shift_jis", "cp037")), "replace")


def _retagged(luck: random.Random, body: bytes, words: list[bytes], good: Sequence[bytes]) -> bytes:
    """One of the input's own words in the place of another: names and values change places."""
    found = body.split(luck.choice((b" ", b"\n", b'"', b"<", b":")))
    if len(found) < 3:
        return body
    a, b = luck.randrange(len(found)), luck.randrange(len(found))
    found[a], found[b] = found[b], found[a]
    return luck.choice((b" ", b"\n", b'"', b"<", b":")).join(found)


WAYS = (
    _flipped, _inserted, _inserted, _overwritten, _overwritten, _dropped, _repeated, _cut, _spliced,
    _recoded, _retagged,
)  # fmt: skip


def _slice(luck: random.Random, body: bytes, most: int) -> tuple[int, int]:
    start = luck.randint(0, len(body))
    return start, min(len(body), start + luck.randint(0, most))


def _restructured(luck: random.Random, body: bytes) -> bytes:
    """The same JSON with some of its values of another kind, or lost, or in another place."""
    try:
        whole = json.loads(body)
    except (ValueError, RecursionError):
        return body
    if luck.random() < 0.5:
        _thinned(luck, whole)
    for _ in range(luck.choice((1, 1, 2, 5, 20))):
        holders = _holders(whole)
        if not holders:
            break
        _change(luck, luck.choice(holders), holders)
    return json.dumps(whole).encode("utf-8", "surrogatepass")


def _thinned(luck: random.Random, whole: Any) -> None:
    """One item left of the longest list: where one bad item ends the reading, the others would hide it."""
    lists = [one for one in _holders(whole) if isinstance(one, list)]
    if lists:
        longest = max(lists, key=len)
        longest[:] = [luck.choice(longest)]


def _holders(value: Any) -> list[Any]:
    found, waiting = [], [value]
    while waiting and len(found) < 500:
        one = waiting.pop()
        if isinstance(one, dict | list) and one:
            found.append(one)
            waiting += one.values() if isinstance(one, dict) else one
    return found


def _change(luck: random.Random, holder: Any, holders: list[Any]) -> None:
    place = luck.choice(list(holder)) if isinstance(holder, dict) else luck.randrange(len(holder))
    way = luck.random()
    if way < 0.6:
        holder[place] = json.loads(json.dumps(luck.choice(VALUES)))
    elif way < 0.8:
        del holder[place]
    else:
        other = luck.choice(holders)
        value = luck.choice(list(other.values()) if isinstance(other, dict) else other)
        holder[place] = json.loads(json.dumps(value))  # a copy: never a circle
