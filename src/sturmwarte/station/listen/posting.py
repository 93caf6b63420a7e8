"""Which posts of a channel are taken in, and how they are written for the inbox."""

import msgspec

from sturmwarte.channels.describe import Kind
from sturmwarte.core.post import Post

TEXT_MOST = 100_000
"""Characters of a text; a longer one is cut and says so. The longest articles have a third of it."""
RAW_MOST = 200_000
"""Bytes of a payload; a larger one is left out and the post says so."""
ID_MOST = 500
MEDIA_MOST = 50

_encode = msgspec.json.Encoder().encode


def unfit(post: Post, kind: Kind) -> str:
    """Why a post cannot be taken in; empty when it can. A channel may only bring posts of its networks, or it
    could overwrite another's."""
    network, id = post.identity
    if not id:
        return "the channel brought a post without an id"
    if len(id) > ID_MOST:
        return f"the post's id has {len(id)} characters; {ID_MOST} at most"
    if network not in kind.networks:
        return f"a post of `{network}`, but {kind.id} brings {', '.join(kind.networks)}"
    if post.form not in kind.forms:
        return f"a post of form `{post.form}`, but {kind.id} brings {', '.join(kind.forms)}"
    return ""


def written(post: Post) -> bytes:
    """The line for the inbox: bounded, with lone surrogates (broken JSON of platforms) made harmless."""
    post = _bounded(post)
    try:
        return _encode(post)
    except (UnicodeEncodeError, TypeError, ValueError, RecursionError):
        return _encode(_mended(msgspec.structs.replace(post, raw=None)))


def _bounded(post: Post) -> Post:
    flags = list(post.flags)
    changed: dict[str, object] = {}
    if len(post.text) > TEXT_MOST:
        changed["text"] = post.text[:TEXT_MOST]
        flags.append("text_cut")
    if len(post.title) > TEXT_MOST:
        changed["title"] = post.title[:TEXT_MOST]
        flags.append("text_cut")
    if len(post.media) > MEDIA_MOST:
        changed["media"] = post.media[:MEDIA_MOST]
        flags.append("media_cut")
    if post.raw is not None and _size(post.raw) > RAW_MOST:
        changed["raw"] = None
        flags.append("raw_cut")
    if not changed:
        return post
    return msgspec.structs.replace(post, **changed, flags=tuple(dict.fromkeys(flags)))


def _size(raw: object) -> int:
    try:
        return len(_encode(raw))
    except (UnicodeEncodeError, TypeError, ValueError, RecursionError):
        return RAW_MOST + 1


def _mended(post: Post) -> Post:
    def clean(value: object) -> object:
        if isinstance(value, str):
            return value.encode("utf-8", "replace").decode()
        if isinstance(value, list | tuple):
            return [clean(one) for one in value]
        return {k: clean(v) for k, v in value.items()} if isinstance(value, dict) else value

    return msgspec.convert(clean(msgspec.to_builtins(post)), Post)
