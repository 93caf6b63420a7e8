"""What a server says of itself: from `/api/v2/instance`, or from version 1 where there is no second. Pure."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from sturmwarte.channels.mastodon.reading import Json, inner, items, number, text
from sturmwarte.wire.errors import Wrong

_VERSION = re.compile(r"(\d+)\.(\d+)")


@dataclass(frozen=True)
class Server:
    """`characters` of a post, of which an address takes `per_link`; `streaming` as http(s), "" for none."""

    version: str = ""
    mastodon: tuple[int, int] = (0, 0)
    """(0, 0) for another program that speaks Mastodon's API."""
    characters: int = 500
    per_link: int = 23
    streaming: str = ""
    rules: int = 0
    domain: str = ""
    """What stands behind the @ of local accounts; it may be another name than the server's own."""

    @property
    def pages_up(self) -> bool:
        """Whether `min_id` surely gives what comes right after, and not the newest."""
        return self.mastodon >= (3, 0)

    @property
    def tells_language(self) -> bool:
        """snac calls everything English; without a language the station finds out for itself."""
        return "snac" not in self.version

    @property
    def many_at_once(self) -> bool:
        """`GET /api/v1/statuses?id[]=`, since 4.3."""
        return self.mastodon >= (4, 3)


def server_of(instance: Json, base: str) -> Server:
    """Reads either version's entity; what is missing has Mastodon's own defaults."""
    configuration = inner(instance, "configuration")
    limits = inner(configuration, "statuses")
    version = text(instance, "version")
    urls = inner(configuration, "urls") or inner(instance, "urls")
    return Server(
        version=version,
        mastodon=_mastodon(version),
        characters=number(limits, "max_characters") or number(instance, "max_toot_chars") or 500,
        per_link=number(limits, "characters_reserved_per_url") or 23,
        streaming=_streaming(text(urls, "streaming") or text(urls, "streaming_api"), base),
        rules=len(items(instance, "rules")),
        domain=(text(instance, "domain") or text(instance, "uri")).rpartition("://")[2].strip("/").lower(),
    )


def address(written: str) -> str:
    """`https://host` from what people write: a host, an address, an account. Raises Wrong."""
    shown = written.strip()
    if "@" in shown and "://" not in shown:
        shown = shown.rpartition("@")[2]
    if "://" not in shown:
        shown = f"https://{shown}"
    try:
        parts = urlsplit(shown)
        if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc:
            return f"{parts.scheme}://{parts.netloc.lower()}"
    except ValueError:
        pass
    raise Wrong("channel.mastodon.no_server", written=written[:80])


def _mastodon(version: str) -> tuple[int, int]:
    """`4.3.1` and forks such as `4.3.1+glitch`; others say what they are in brackets."""
    found = _VERSION.match(version)
    if found is None or "(" in version:
        return (0, 0)
    return int(found[1]), int(found[2])


def _streaming(written: str, base: str) -> str:
    """As an address our client takes. Never weaker than the server's own: our access travels on it."""
    try:
        parts = urlsplit(written)
    except ValueError:
        return ""
    scheme = {"ws": "http", "wss": "https"}.get(parts.scheme, parts.scheme)
    if not parts.hostname or scheme not in ("http", "https"):
        return base if not written else ""
    if base.startswith("https:") and scheme != "https":
        return ""
    return f"{scheme}://{parts.netloc}"
