"""Reads a post from one JSON object, forgiving where that loses nothing, clear where it would.

The format: docs/posts.md. Numbers are taken as ids, null as absent, unknown keys are passed over.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from sturmwarte.core.post import Post

AHEAD = timedelta(minutes=5)
"""How far a sender's clock may run ahead of ours before we stop believing it."""

_TIMES = ("created_at", "received_at", "edited_at", "deleted_at", "expires_at")
_ZONED = re.compile(r"(?:[zZ]|[+-]\d{2}:?\d{2})$")
_decode = msgspec.json.Decoder().decode


class LineError(ValueError):
    """A line that is no post. `str()` says what is wrong and the mend; sending it again won't help."""


def parse_line(line: bytes | str, *, received_at: datetime, channel: str = "") -> Post:
    """One JSON object -> a dated `Post`; `channel` is used where the object names none.

    >>> from datetime import UTC, datetime
    >>> now = datetime(2026, 1, 1, tzinfo=UTC)
    >>> parse_line('{"id": 7, "channel": "mail", "text": "Hallo"}', received_at=now).id
    '7'
    """
    try:
        record = _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LineError(_why_not_json(line, error)) from None
    return parse_record(record, received_at=received_at, channel=channel)


def parse_record(record: Any, *, received_at: datetime, channel: str = "") -> Post:
    """A decoded JSON object -> a dated `Post`."""
    if not isinstance(record, dict):
        raise LineError('not an object: a post is one JSON object, {"id": ..., "channel": ..., "text": ...}')
    fields = {key: value for key, value in record.items() if value is not None}
    flags = fields["flags"] if isinstance(fields.get("flags"), list) else []
    fields = {"id": "", "channel": channel, **fields}
    for name in ("id", "in_reply_to", "root"):
        if isinstance(fields.get(name), int):
            fields[name] = str(fields[name])
    for name in _TIMES:
        if isinstance(fields.get(name), str) and not _ZONED.search(fields[name].strip()):
            flags = [*flags, f"{name}_without_zone"]
            del fields[name]
    if isinstance(fields.get("author"), str):
        fields["author"] = {"id": fields["author"], "handle": fields["author"]}
    if isinstance(author := fields.get("author"), dict):
        fields["author"] = {k: str(v) if k == "id" else v for k, v in author.items() if v is not None}
    try:
        post = msgspec.convert({**fields, "flags": flags}, Post)
    except msgspec.ValidationError as error:
        raise LineError(_why_no_post(error)) from None
    if not post.id or not post.channel:
        missing = "id" if not post.id else "channel"
        raise LineError(f"`{missing}` is missing or empty: give every post one (docs: posts as JSON lines)")
    try:
        return dated(post, received_at)
    except OverflowError:
        raise LineError(
            "a time before the year 1 or after 9999 in our zone: correct or leave it out"
        ) from None


def dated(post: Post, received_at: datetime) -> Post:
    """Fills in the times: a missing or far-future `created_at` becomes `received_at`, and says so."""
    received = _utc(post.received_at or received_at)
    created, flags = post.created_at and _utc(post.created_at), post.flags
    if created is None:
        created, flags = received, (*flags, "created_at_missing")
    elif created > received_at + AHEAD and created > received + AHEAD:
        created, flags = received, (*flags, "created_at_in_future")
    return msgspec.structs.replace(post, created_at=created, received_at=received, flags=flags)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _why_not_json(line: bytes | str, error: Exception) -> str:
    if isinstance(line, bytes):
        try:
            line.decode()
        except UnicodeDecodeError as bad:
            return f"not UTF-8 (byte {bad.start + 1}): save the file as UTF-8"
    return f"not JSON ({str(error).removeprefix('JSON is malformed: ')}): one whole JSON object a line"


def _why_no_post(error: Exception) -> str:
    text = str(error)
    what, _, where = text.partition(" - at `$")
    field = where.strip("`.") or "the object"
    return f"`{field}`: {what[:1].lower()}{what[1:]}"
