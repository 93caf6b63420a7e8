"""What hangs on a post: pictures and films with descriptions, cards of linked pages, quoted posts. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

import libipld

from sturmwarte.channels.bluesky.uris import uri
from sturmwarte.core.post import Media

MOST = 10
CDN = "https://cdn.bsky.app/img/feed_fullsize/plain/{did}/{cid}@jpeg"
FILMS = "https://video.bsky.app/watch/{did}/{cid}/thumbnail.jpg"


def attached(embed: object, did: str, pictures: str) -> tuple[Media, ...]:
    """From a record, which names its pictures by content only; `pictures` says where they lie."""
    found: list[Media] = []
    films = FILMS if pictures == CDN else pictures
    for part in _parts(embed):
        images = part.get("images")
        for image in images[:MOST] if isinstance(images, list) else ():
            found.append(
                Media(type="image", url=_blob(_map(image).get("image"), did, pictures), alt=_alt(image))
            )
        if "video" in part:
            found.append(Media(type="video", url=_blob(part["video"], did, films), alt=_alt(part)))
        found += _card(part)
    return tuple(found[:MOST])


def shown(view: object) -> tuple[Media, ...]:
    """From what the network's own view of a post says, addresses included."""
    found: list[Media] = []
    for part in _parts(view):
        images = part.get("images")
        for image in images[:MOST] if isinstance(images, list) else ():
            found.append(Media(type="image", url=_string(_map(image).get("fullsize")), alt=_alt(image)))
        if "playlist" in part:
            address = _string(part.get("thumbnail")) or _string(part["playlist"])
            found.append(Media(type="video", url=address, alt=_alt(part)))
        found += _card(part)
    return tuple(found[:MOST])


def quoted(embed: object) -> str:
    """The at-uri of the post that is quoted; empty when none is."""
    for part in _parts(embed):
        record = _map(part.get("record"))
        place = uri(record.get("uri") or _map(record.get("record")).get("uri"))
        if place:
            return str(place)
    return ""


def card_words(embed: object) -> list[str]:
    """All words of an embed that a reader meets."""
    words = []
    for part in _parts(embed):
        external = _map(part.get("external"))
        words += [_string(external.get(name)) for name in ("title", "description", "uri")]
        images = part.get("images")
        words += [_alt(image) for image in images[:MOST]] if isinstance(images, list) else []
        words.append(_alt(part))
    return [word for word in words if word]


def _parts(embed: object) -> Iterator[Mapping[str, Any]]:
    """The embed, and the media that go with a quoted post."""
    whole = _map(embed)
    if whole:
        yield whole
    if media := _map(whole.get("media")):
        yield media


def _card(part: Mapping[str, Any]) -> list[Media]:
    external = _map(part.get("external"))
    address = _string(external.get("uri"))
    if not address:
        return []
    words = [_string(external.get("title")), _string(external.get("description"))]
    return [Media(type="link", url=address, alt="\n".join(filter(None, words)) or address)]


def _blob(blob: object, did: str, pictures: str) -> str:
    ref = _map(blob).get("ref")
    if isinstance(ref, bytes) and len(ref) == 36 and ref[:1] == b"\x01":
        cid = str(libipld.encode_cid(ref))
    else:
        cid = _string(_map(ref).get("$link")) or _string(_map(blob).get("cid"))
    return pictures.format(did=did, cid=cid) if cid else ""


def _alt(part: object) -> str:
    return _string(_map(part).get("alt"))


def _string(value: object) -> str:
    return value[:10_000].replace("\x00", "") if isinstance(value, str) else ""


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
