"""Items of a call as posts, by one of three shapes. Pure.

`posts`: our own format (docs/posts.md). `guess`: any object whose names tell what they hold, as a table's
columns do. `mapping`: a JSON pointer for each field.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from sturmwarte.channels.contract import Dropped
from sturmwarte.channels.webhook.body import decoded, flat, pointed
from sturmwarte.core.listen.csv_columns import FIELDS, guess
from sturmwarte.core.listen.csv_row import Columns
from sturmwarte.core.listen.csv_time import read_time
from sturmwarte.core.listen.jsonlines import LineError, parse_record
from sturmwarte.core.post import LIVE, Post
from sturmwarte.wire.errors import Unreadable, Wrong

MOST_ITEMS = 5000
MOST_RAW = 48 * 1024
MOST_TEXT = 100_000
SHAPES = ("guess", "posts", "mapping")
_TIMES = frozenset(("created_at", "received_at"))
_SAMPLED = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True)
class Shape:
    """How a tool's items look. `items` points to the list of them; empty: the body is one, or the list."""

    kind: str = "guess"
    mapping: Mapping[str, str] = field(default_factory=dict)
    items: str = ""
    form: str = ""


@dataclass(frozen=True)
class Origin:
    """Where posts come from. Ids of two sources never meet: each gets the source before it."""

    channel: str
    source: str


def shape(kind: str, lines: Sequence[str], form: str = "") -> Shape:
    """From the settings: a line is `field = /pointer` or `field = "always this"`. Raises Wrong."""
    if kind not in SHAPES:
        raise Wrong("channel.webhook.no_shape", shape=kind[:40])
    mapping = {}
    for line in lines:
        name, sign, value = (part.strip() for part in line.partition("="))
        if not sign or not (value.startswith("/") or (value[:1] == value[-1:] == '"' and len(value) > 1)):
            raise Wrong("channel.webhook.no_mapping", line=line[:120])
        if name not in FIELDS and name != "items":
            raise Wrong("channel.webhook.no_field", field=name[:40], fields=sorted(FIELDS))
        mapping[name] = value
    if kind == "mapping" and not {"text", "title"} & set(mapping):
        raise Wrong("channel.webhook.no_text")
    return Shape(kind, mapping, mapping.pop("items", ""), form)


def posts(
    body: bytes, type: str, how: Shape, origin: Origin, now: datetime
) -> tuple[list[Post], list[Dropped]]:
    """What came and what could not become a post. Raises Unreadable for a body that is none."""
    made, dropped = list[Post](), list[Dropped]()
    items = _items(decoded(body, type), how)
    if len(items) > MOST_ITEMS:
        raise Unreadable("channel.webhook.too_many", most=MOST_ITEMS)
    for item in items:
        try:
            made.append(_settled(_post(item, how, origin, now), how, origin, item))
        except (LineError, OverflowError, ValueError) as error:
            dropped.append(Dropped(msgspec.json.encode(item)[:MOST_TEXT], str(error)[:300]))
    return made, dropped


def parse_sample(body: bytes) -> Sequence[Post]:
    """The posts of a sample. Raises Unreadable."""
    return posts(body, "", Shape(), Origin("webhook:sample", "sample"), _SAMPLED)[0]


def _items(value: Any, how: Shape) -> list[Any]:
    found = pointed(value, how.items) if how.items else value
    if isinstance(found, list):
        return found
    if isinstance(found, dict):
        return [found]
    raise Unreadable("channel.webhook.no_items")


def _post(item: Any, how: Shape, origin: Origin, now: datetime) -> Post:
    if not isinstance(item, dict):
        raise LineError("not an object")
    if how.kind == "mapping":
        return parse_record(_mapped(item, how), received_at=now, channel=origin.channel)
    if how.kind == "posts" or _is_ours(item):
        record = {**item, "id": item.get("id") or _id(item)}
        return parse_record(record, received_at=now, channel=origin.channel)
    row = flat(item)
    columns = Columns(list(row), _guessed(row), UTC)
    return parse_record(columns.record(list(row.values())), received_at=now, channel=origin.channel)


def _guessed(row: Mapping[str, str]) -> dict[str, str]:
    """By the whole path of a name first (`user.name`), then by its last word (`payload.text`)."""
    found = guess(list(row))
    last = {path.rpartition(".")[2]: path for path in row if path not in found.values()}
    return {**{to: last[name] for to, name in guess(list(last)).items()}, **found}


def _is_ours(item: dict[str, Any]) -> bool:
    """Only our own format has an author as an object with an id beside an id and a text."""
    return {"id", "text", "created_at"} <= set(item) and isinstance(item.get("author", {}), dict)


def _mapped(item: dict[str, Any], how: Shape) -> dict[str, Any]:
    record: dict[str, Any] = {}
    flags = list[str]()
    for name, where in how.mapping.items():
        value = where[1:-1] if where.startswith('"') else pointed(item, where)
        if value is None or isinstance(value, dict | list) or value == "":
            continue
        if name in _TIMES:
            moment = read_time(str(value), UTC)
            flags += [] if moment else [f"{name}_unreadable"]
            value = moment.isoformat() if moment else None
        outer, _, inner = name.partition(".")
        if inner:
            record.setdefault(outer, {})[inner] = (
                str(value) if outer == "author" and inner != "followers" else value
            )
        else:
            record[outer] = value if outer in ("own", "rating") else str(value)
    if author := record.get("author"):
        author.setdefault("id", author.get("handle") or author.get("name") or "")
        if not author["id"]:
            del record["author"]
    if not record.get("id"):
        record["id"] = _id(item)
        flags.append("id_from_content")
    if not record.get("text") and not record.get("title"):
        raise LineError("no text where the mapping looks for it")
    return {**record, "flags": flags, "raw": item}


def _id(item: Any) -> str:
    return "item-" + hashlib.sha256(msgspec.json.encode(item, order="sorted")).hexdigest()[:32]


def _settled(post: Post, how: Shape, origin: Origin, item: Any) -> Post:
    """What the line may not choose: where it was heard, whose ids these are, and that it really happened."""
    before = f"{origin.source}/"
    form = how.form if how.form and post.form == "post" else post.form
    return msgspec.structs.replace(
        post,
        id=before + post.id[:300],
        in_reply_to=before + post.in_reply_to[:300] if post.in_reply_to else "",
        root=before + post.root[:300] if post.root else "",
        repost_of=before + post.repost_of[:300] if post.repost_of else "",
        network="webhook",
        channel=origin.channel,
        source=origin.source,
        form=form,
        text=post.text[:MOST_TEXT],
        url=post.url if post.url.startswith(("https://", "http://")) else "",
        run=LIVE,
        raw=_bounded(post.raw or item),
    )


def _bounded(raw: Any) -> dict[str, Any]:
    """The item, or the beginnings of its texts where it is too large to keep."""
    if len(msgspec.json.encode(raw)) <= MOST_RAW:
        return raw if isinstance(raw, dict) else {}
    return dict(_shortened(flat(raw))) if isinstance(raw, dict) else {}


def _shortened(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in list(row.items())[:100]:
        yield name[:100], value[:300]
