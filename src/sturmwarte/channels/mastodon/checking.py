"""Who we are at a server, what we may there, and what will not be heard: asked in a few calls."""

from sturmwarte.channels.contract import Account
from sturmwarte.channels.mastodon.api import Api
from sturmwarte.channels.mastodon.parse import full_handle
from sturmwarte.channels.mastodon.reading import text
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Gone, Missing, Refused, Unreadable, Wrong

WRITING = ("write", "write:statuses")


def check(api: Api, *, searches: bool) -> Account:
    """Raises Trouble: Refused for an access that is no good, Wrong for an address without Mastodon's API."""
    server = api.server()
    try:
        me = api.who()
    except (Missing, Gone, Unreadable) as error:
        raise Wrong("channel.mastodon.no_mastodon", host=api.host) from error
    notes = (
        [Reason("channel.mastodon.rules", {"count": server.rules, "host": api.host})] if server.rules else []
    )
    if searches:
        notes.append(Reason("channel.mastodon.search_depends", {"host": api.host}))
    if not server.mastodon[0]:
        notes.append(Reason("channel.mastodon.other_program", {"version": server.version or "?"}))
    if api.base.startswith("http:"):
        notes.append(Reason("channel.mastodon.in_clear", {"host": api.host}))
    return Account(
        name=full_handle(text(me, "acct"), api.domain),
        id=text(me, "uri") or text(me, "url"),
        url=text(me, "url"),
        missing=tuple(_missing(api, searches)),
        notes=tuple(notes),
    )


def _missing(api: Api, searches: bool) -> list[Reason]:
    found = []
    if not _allowed(api, "/api/v1/notifications", {"limit": 1}):
        found.append(Reason("channel.mastodon.no_notifications"))
    if not _allowed(api, "/api/v1/timelines/home", {"limit": 1}):
        found.append(Reason("channel.mastodon.no_statuses"))
    if searches and not _allowed(api, "/api/v2/search", {"q": "mastodon", "type": "statuses", "limit": 1}):
        found.append(Reason("channel.mastodon.no_search"))
    if not _writes(api):
        found.append(Reason("channel.mastodon.no_writing"))
    return found


def _allowed(api: Api, path: str, params: dict[str, object]) -> bool:
    """403 says that the right was not granted, 404 that the server has no such thing."""
    try:
        api.ask(path, params).ok()
    except (Refused, Missing, Gone):
        return False
    return True


def _writes(api: Api) -> bool:
    """Servers from 4.3 name the rights of an app; others tell only when one tries, so they are believed."""
    try:
        app = api.one("/api/v1/apps/verify_credentials")
    except (Refused, Unreadable):
        return True
    scopes = (app or {}).get("scopes")
    return not isinstance(scopes, list) or any(scope in WRITING for scope in scopes)
