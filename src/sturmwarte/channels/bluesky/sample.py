"""Reading any answer or message of the network without asking it anything: for samples and for fuzzing."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from sturmwarte.channels.bluesky.frames import Frame, firehose_frame, jetstream_frame
from sturmwarte.channels.bluesky.record import Ear, Seen, post_of, tombstone
from sturmwarte.channels.bluesky.view import listed, notified, viewed
from sturmwarte.core.post import Post
from sturmwarte.wire.errors import Unreadable

_EAR = Ear("bluesky:sample", "sample", me="did:plc:radwerk2345radwerk2345ra")


def parse_sample(body: bytes) -> Sequence[Post]:
    """Posts of a firehose message (CBOR), Jetstream lines, or an answer of the view. Raises Unreadable."""
    if body.lstrip()[:1] not in (b"{", b"["):
        return _framed(firehose_frame(body))
    try:
        answer = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        lines = [line for line in body.splitlines() if line.strip()]
        return [post for line in lines for post in _framed(jetstream_frame(line))]
    return _answered(answer) if not _is_event(answer) else _framed(jetstream_frame(body))


def _is_event(answer: object) -> bool:
    return isinstance(answer, dict) and "time_us" in answer


def _answered(answer: Any) -> list[Post]:
    if not isinstance(answer, dict):
        raise Unreadable("channel.bluesky.answer")
    if "notifications" in answer:
        posts = [notified(_EAR, row) for row in listed(answer, "notifications")]
    elif "feed" in answer:
        rows = [row.get("post") for row in listed(answer, "feed")]
        posts = [viewed(_EAR, row) for row in rows if isinstance(row, Mapping)]
    else:
        posts = [viewed(_EAR, row) for row in listed(answer, "posts")]
    return [post for post in posts if post]


def _framed(frame: Frame) -> list[Post]:
    posts: list[Post] = []
    for change in frame.changes:
        if change.record is None:
            posts += [tombstone(_EAR, change.place, frame.at)] if frame.at else []
            continue
        seen = Seen(change.cid, at=frame.at, edited=change.action == "update")
        post = post_of(_EAR, change.place, change.record, seen)
        posts += [post] if post else []
    return posts
