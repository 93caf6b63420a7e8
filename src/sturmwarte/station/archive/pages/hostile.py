"""Shows text that strangers wrote: escaped, isolated, cut when enormous, its links harmless.

The archive keeps every character; only what is shown is made safe to look at.
"""

import re
from collections.abc import Iterable
from itertools import groupby

import regex
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

LONGEST = 20_000
"""Characters shown of one text; the page says how many are left out."""

# Overrides and isolates turn words round beyond their own post; the language's own direction still works.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u202a-\u202e\u2060-\u2069\ufeff]"
)
_TOWERS = regex.compile(r"(\p{M}{4})\p{M}+")
_LINK = re.compile(r"https?://[^\s<>\"'“”„]+", re.IGNORECASE)
_LINE_ENDS = re.compile(r"[\r\u2028\u2029\u0085]+\n?")


def plain(text: str, longest: int = LONGEST) -> str:
    """The text without characters that are only there to break a page; at most `longest` of them."""
    return str(_TOWERS.sub(r"\1", _UNSEEN.sub("", _LINE_ENDS.sub("\n", text[: longest * 2]))))[:longest]


def excerpt(text: str, length: int = 160) -> str:
    """The beginning in one line."""
    line = " ".join(plain(text, length * 3).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def line(text: str, sought: Iterable[str] = ()) -> SafeString:
    """One line that `excerpt` made, as HTML, the words `sought` marked; its links stay text."""
    return mark_safe(_marked(text, (None, _pattern(sought))))  # noqa: S308 - every piece was escaped


def body(text: str, words: Iterable[str] = (), sought: Iterable[str] = ()) -> SafeString:
    """The whole text as HTML: links that give nothing away, the `words` that counted marked.

    The words `sought` have a mark of their own, and may be inside or around one that counted.
    """
    shown, pieces, at = plain(text), [], 0
    patterns = _pattern(words), _pattern(sought)
    for link in _LINK.finditer(shown):
        pieces += [_marked(shown[at : link.start()], patterns), _link(link.group())]
        at = link.end()
    pieces.append(_marked(shown[at:], patterns))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece was escaped


def cut(text: str) -> int:
    """How many characters `body` leaves out."""
    return max(0, len(text) - LONGEST)


def _link(address: str) -> str:
    address, rest = _without_mark(address)
    return format_html(
        '<a class="out" href="{}" rel="noopener noreferrer nofollow ugc" target="_blank">{}</a>{}',
        address,
        address,
        rest,
    )


def _without_mark(address: str) -> tuple[str, str]:
    """A full stop or bracket at the end belongs to the sentence."""
    kept = address.rstrip(".,;:!?)]}")
    return kept, address[len(kept) :]


def _pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    wanted = sorted({word for word in words if len(word) > 1}, key=len, reverse=True)[:50]
    parts = [re.escape(word).replace(r"\*", r"\w*") for word in wanted]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE) if parts else None


_MARKS = ("{}", "<mark>{}</mark>", '<mark class="sought">{}</mark>', '<mark class="counted sought">{}</mark>')
"""Neither, counted, sought, both: by the bits of `_marked`."""


def _marked(text: str, patterns: tuple[re.Pattern[str] | None, re.Pattern[str] | None]) -> str:
    if not any(patterns):
        return conditional_escape(text)
    bits = bytearray(len(text))
    for bit, pattern in zip((1, 2), patterns, strict=True):
        for hit in pattern.finditer(text) if pattern else ():
            for place in range(*hit.span()):
                bits[place] |= bit
    runs = (
        (bit, "".join(text[n] for n in places)) for bit, places in groupby(range(len(text)), bits.__getitem__)
    )
    return "".join(format_html(_MARKS[bit], run) for bit, run in runs)
