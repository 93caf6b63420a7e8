"""Foreign HTML to plain text, and to HTML that is safe to show. Bounded: no input hangs or grows.

Both go through nh3 (a real HTML parser), which leaves well-formed markup of known tags; only that is read by
the simple patterns here, so broken and hostile input never meets a pattern.
"""

import html
import re

import nh3

MOST_CHARS = 200_000
"""More is no post. What lies beyond is cut off."""
MOST_TAGS = 8_000
MOST_AMPERSANDS = 20_000
"""The parser's time grows with the square of open tags and stray ampersands; no honest page has so many.
Of one that has, the markup is dropped before it is parsed."""

_BLOCKS = {
    "address", "article", "aside", "blockquote", "caption", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
    "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
}  # fmt: skip
_PARAGRAPHS = {
    "p", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre", "article", "section",
    "figure", "dl",
}  # fmt: skip
_CELLS = {"td", "th"}
_DROPPED = {
    "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "title", "head",
    "textarea", "select", "audio", "video", "canvas",
}  # fmt: skip
_SHOWN = {
    "a", "abbr", "b", "blockquote", "br", "cite", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2",
    "h3", "h4", "h5", "h6", "hr", "i", "ins", "li", "ol", "p", "pre", "q", "s", "small", "span", "strong",
    "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "*": {"lang", "dir"}}
_SCHEMES = {"http", "https", "mailto"}

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^<>]*>")
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_LINE, _PARAGRAPH = "\x01", "\x02"
"""A new line or paragraph unless one has just begun; both are taken from the text itself before."""
_RUN = re.compile(r"[ \t\n\x01\x02]+")
_OPENING = re.compile(r"<(?!br\b)[a-z]", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>?")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def plain(text: str) -> str:
    """The text as a person reads it: paragraphs by an empty line, <br>, list items and rows by a line, table
    cells by a tab; the text of links and spans kept, no markup, no control characters."""
    cleaned = nh3.clean(
        _bounded(text), tags=_BLOCKS | {"br"}, clean_content_tags=_DROPPED, attributes={}, link_rel=None
    )
    spaced = _SPACE.sub(" ", _UNSEEN.sub("", cleaned))
    lined = _RUN.sub(_blank, _TAG.sub(_broken, spaced))
    return html.unescape(lined).strip()


def clean(text: str) -> str:
    """HTML that may be shown inside a page: known tags only, no images, styles or scripts, links without
    referrer. Nothing in it loads from anywhere."""
    return nh3.clean(
        _bounded(text),
        tags=_SHOWN,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


def _broken(tag: re.Match[str]) -> str:
    closing, name = tag.groups()
    if name == "br" or (name == "hr" and not closing):
        return "\n"
    if name in _CELLS:
        return "\t" if closing else ""
    return _PARAGRAPH if name in _PARAGRAPHS else _LINE


def _blank(blanks: re.Match[str]) -> str:
    """Two blocks that meet make one break, however deep they were nested."""
    run = blanks[0]
    if _PARAGRAPH in run:
        return "\n\n"
    if _LINE in run or "\n" in run:
        return "\n" * min(max(run.count("\n"), 1), 2)
    return "\t" if "\t" in run else " "


def _bounded(text: str) -> str:
    """Cut to size, and without markup if there is more of it than could be honest."""
    text = text[:MOST_CHARS].encode("utf-8", "replace").decode("utf-8")  # halves of emoji, from broken JSON
    if sum(1 for _ in _OPENING.finditer(text)) > MOST_TAGS:
        text = _MARKUP.sub(" ", text)
    return text.replace("&", " ") if text.count("&") > MOST_AMPERSANDS else text
