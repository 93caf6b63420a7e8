"""The pictures and films of a post: linked, uploaded, or in a gallery. Pure."""

from collections.abc import Mapping
from typing import Any

from sturmwarte.core.post import Media

MOST = 20


def pictures(data: Mapping[str, Any]) -> tuple[Media, ...]:
    """Captions of a gallery are its only descriptions; Reddit has none for single pictures."""
    gallery = _map(data.get("gallery_data")).get("items")
    if isinstance(gallery, list):
        known = _map(data.get("media_metadata"))
        found = [_in_gallery(_map(item), known) for item in gallery[:MOST]]
        return tuple(medium for medium in found if medium)
    address = _string(data.get("url_overridden_by_dest")) or _string(data.get("url"))
    if data.get("is_video"):
        film = _map(_map(data.get("media")).get("reddit_video"))
        return (Media(type="video", url=_string(film.get("fallback_url")) or address),)
    if data.get("post_hint") == "image" and address:
        return (Media(type="image", url=address),)
    return ()


def _in_gallery(item: Mapping[str, Any], known: Mapping[str, Any]) -> Media | None:
    source = _map(_map(known.get(_string(item.get("media_id")))).get("s"))
    address = _string(source.get("u")) or _string(source.get("gif")) or _string(source.get("mp4"))
    return Media(type="image", url=address, alt=_string(item.get("caption"))) if address else None


def _string(value: object) -> str:
    return value[:10_000].replace("\x00", "") if isinstance(value, str) else ""


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
