"""Whether a page may be read by a machine: reservations of text and data mining, and walls. Pure.

TDM Reservation Protocol (W3C community group, final report of 2024): header, meta tag and
`/.well-known/tdmrep.json`. Any of them that reserves, reserves; § 44b (3) UrhG and Article 4 (3) of Directive
(EU) 2019/790 ask no more than that. `noai` and `noindex` are honoured though no law names them.
"""

import json
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from sturmwarte.channels.feeds.head import meta

FILE = "/.well-known/tdmrep.json"
KEEP_OUT = {"noai", "noimageai", "noindex", "none", "nosnippet"}

_WALL = re.compile(r"\"isAccessibleForFree\"\s{0,8}:\s{0,8}\"?(false)\b", re.IGNORECASE)


def reserved(headers: Mapping[str, str], page: str) -> str:
    """Why the page is not for us: `tdm`, `robots` or `wall`; empty when it may be read."""
    if headers.get("tdm-reservation", "").strip() == "1" or "1" in (
        c.strip() for c in meta(page, "tdm-reservation")
    ):
        return "tdm"
    said = ",".join((headers.get("x-robots-tag", ""), *meta(page, "robots"), *meta(page, "sturmwarte")))
    if KEEP_OUT & {word.strip().rpartition(":")[2].strip() for word in said.lower().split(",")}:
        return "robots"
    return "wall" if _WALL.search(page) else ""


def reserved_by_file(body: bytes, url: str) -> bool:
    """Whether a site's TDM file reserves an address. A file we cannot read counts as reserving."""
    try:
        rules = json.loads(body)
    except (ValueError, RecursionError):
        return True
    if not isinstance(rules, list):
        return True
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    hits = [r for r in rules if isinstance(r, dict) and _covers(str(r.get("location", "")), path)]
    if not hits:
        return False
    closest = max(hits, key=lambda rule: len(str(rule.get("location", ""))))
    return str(closest.get("tdm-reservation", "0")).strip() == "1"


def _covers(pattern: str, path: str) -> bool:
    """Paths as in robots.txt: from the start, `*` for anything, `$` for the end. Without regular
    expressions, which a hostile pattern could make crawl."""
    if not pattern:
        return False
    whole = pattern.endswith("$")
    first, *parts = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for part in parts[:-1]:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if not parts:
        return not whole or at == len(path)
    last = parts[-1]
    return path.endswith(last) and len(path) - len(last) >= at if whole else path.find(last, at) >= 0
