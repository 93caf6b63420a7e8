"""Words: cutting plain text into what a query can name.

The rules, each with its reason, are in docs/decisions/0101-words.md. In short: a hyphen, ampersand, dot,
colon or star inside a word makes several words *and* the joined one; an apostrophe makes one word, which
also answers without its ending; a sign (# or @) is kept and the bare word is there as well; links and mail
addresses are one term each, which starts with a dot so that no ordinary word or wildcard meets it.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import regex

from sturmwarte.core.query.folding import STAR, exact

TERM_LENGTH: Final = 200
"""Longer terms are cut, in posts and queries alike; the longest German word in print has 80 letters."""
JOINED_PARTS: Final = 12

_W: Final = rf"[\p{{L}}\p{{N}}\p{{Mn}}\p{{Mc}}_{STAR}]"
# Written without blanks: Thai, Lao, Burmese, Khmer, Japanese, Chinese. As ranges because `\\p{Han}` is slow.
_SPACELESS: Final = (
    r"\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_PICTURE: Final = r"\p{Extended_Pictographic}[\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
# Every quantifier is possessive: nothing scanned is scanned twice, whatever a hostile post does.
_TOKEN: Final = regex.compile(
    rf"(?P<link>(?i:https?://|(?<!{_W})www\.)(?:{_W}|[.@-])++)[^\s<>\"]*+"
    rf"|(?P<emoji>[0-9]\u20e3|\p{{RI}}\p{{RI}}?|{_PICTURE}(?:\u200d{_PICTURE})*+)"
    rf"|(?P<sign>(?<!{_W})[#@])?(?P<word>{_W}++(?:['.&,:*-]{_W}++)*+)(?P<host>@{_W}++(?:[.-]{_W}++)++)?"
)
_NUMBER: Final = regex.compile(
    r"\d{1,3}(?:(?P<group>[.,])\d{3})(?:(?P=group)\d{3})*(?:(?!(?P=group))[.,]\d+)?"
)
# A dot or comma between digits belongs to the number; a comma elsewhere merely lacks its blank.
_JOINT: Final = regex.compile(r"[-&:*]|(?<!\d)[.,]|[.,](?!\d)")
_GRAPHEME: Final = regex.compile(rf"{STAR}*+[{_SPACELESS}]\p{{M}}*+{STAR}*+|[^{_SPACELESS}]+")
_HAS_SPACELESS: Final = re.compile(rf"[{_SPACELESS}]")
_SKIN: Final = regex.compile("[\U0001f3fb-\U0001f3ff]")


class Part(NamedTuple):
    """One word in its exact form, the forms it also answers to, and where it stands in the plain text."""

    text: str
    also: tuple[str, ...]
    begin: int
    end: int


class Compound(NamedTuple):
    """What stands together: usually one part; several when something joins them.

    `joined` is the exact form of all parts in one, with a leading dot when it is a name with dots, and
    "" when there is none; `sign` is #, @ or "".
    """

    sign: str
    parts: tuple[Part, ...]
    joined: str


def compounds(text: str) -> Iterator[Compound]:
    """Everything nameable in `plain` text, in order. Linear in the length of the text."""
    for found in _TOKEN.finditer(text):
        link, emoji, sign, word, server = found.groups()
        begin, end = found.span()
        if emoji:
            yield Compound("", (_emoji(emoji, begin, end),), "")
        elif link:
            if named := host(link):
                yield Compound("", (Part(named[0], named[1:], begin, end),), "")
        elif server and not sign:
            yield Compound("", (_address(word, server, begin, end),), "")
        elif compound := _word(found, sign or "", word, server):
            yield compound


def _emoji(picture: str, begin: int, end: int) -> Part:
    toneless = _SKIN.sub("", picture)
    return Part(picture[:TERM_LENGTH], (toneless,) if toneless != picture else (), begin, end)


def host(link: str) -> tuple[str, ...]:
    """A link's host and the domains above it, as terms: .shop.bahn.de, .bahn.de."""
    name = link.partition("://")[2] or link
    labels = [exact(label).replace("-", "") for label in name.rpartition("@")[2].strip(".").split(".")]
    if labels[0].lower() == "www":
        del labels[0]
    labels = labels[-6:]
    return tuple("." + ".".join(labels[i:])[-TERM_LENGTH:] for i in range(max(1, len(labels) - 1)) if labels)


def _address(name: str, server: str, begin: int, end: int) -> Part:
    address = exact(name + server).translate(str.maketrans("", "", "-&:*,'"))
    return Part("." + address[:TERM_LENGTH], host(server.replace("@", "")), begin, end)


def _word(found: regex.Match[str], sign: str, word: str, server: str | None) -> Compound | None:
    begin = found.start("word")
    joints: list[str] = []
    parts: list[Part] = []
    at = 0
    for joint in () if word.isalnum() else _JOINT.finditer(word):
        parts += _parts(word[at : joint.start()], begin + at, bool(sign))
        joints.append(joint[0])
        at = joint.end()
    parts += _parts(word[at:], begin + at, bool(sign))
    if not parts:
        return None
    if not joints and _ends_possessive(found):
        parts[-1] = parts[-1]._replace(also=(*parts[-1].also, parts[-1].text[:-1]))
    joined = _joined(word, parts, joints, sign) if len(parts) > 1 else ""
    if server:
        # A Mastodon handle names its server too: @support and @support@example.social are both its name.
        joined = "." + (joined or parts[0].text).removeprefix(".") + exact(server).replace("-", "")
    return Compound(sign, tuple(parts), joined[:TERM_LENGTH])


def _ends_possessive(found: regex.Match[str]) -> bool:
    """Müllers' is Müller's own, unless the apostrophe closes a 'quotation' of one word."""
    text, begin, end = found.string, found.start(), found.end()
    ends = text[end : end + 1] == "'" and text[end - 1] in "sS" and end - begin > 2
    return ends and text[begin - 1 : begin] != "'"


def _joined(word: str, parts: list[Part], joints: list[str], sign: str) -> str:
    spaceless = bool(_HAS_SPACELESS.search(word))
    if len(parts) > JOINED_PARTS or (spaceless and not sign) or "," in joints:
        return ""
    texts = [part.text for part in parts]
    if "." not in joints or all(len(text) == 1 for text in texts):
        return "".join(texts)
    dotted = [text + ("." if joint == "." else "") for text, joint in zip(texts, [*joints, ""], strict=False)]
    return "." + "".join(dotted)


def _parts(piece: str, begin: int, signed: bool) -> Iterator[Part]:
    end = begin + len(piece)
    if piece.isascii() or not _HAS_SPACELESS.search(piece):
        if part := _part(piece, begin, end, signed):
            yield part
        return
    for found in _GRAPHEME.finditer(piece):
        if part := _part(found[0], begin + found.start(), begin + found.end(), signed):
            yield part


def _part(piece: str, begin: int, end: int, signed: bool) -> Part | None:
    text = exact(piece)
    if not signed:
        text = text.strip("_")  # _wichtig_ is markup, @_name_ is a name
    if "." in text or "," in text:
        text = numeral(text)
    if "'" not in text:
        return Part(text[:TERM_LENGTH], (), begin, end) if text else None
    head, _, tail = text.partition("'")
    whole = text.replace("'", "")
    also: tuple[str, ...] = ()
    if tail in {"s", "S"} and head:
        also = (head[:TERM_LENGTH],)
    elif 0 < len(head) <= 2 and len(tail) >= 3:
        also = (tail.replace("'", "")[:TERM_LENGTH],)
    return Part(whole[:TERM_LENGTH], also, begin, end) if whole else None


def numeral(text: str) -> str:
    """1.000,50 and 1,000.50 -> 1000.50; 3,5 -> 3.5; versions and dates keep their dots."""
    if found := _NUMBER.fullmatch(text):
        bare = text.replace(found["group"], "")
        return bare.replace(",", ".")
    return text.replace(",", ".")
