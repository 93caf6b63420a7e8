"""The body of a call as items. Pure: JSON, JSON lines or a form, whatever the header claims."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from sturmwarte.wire.errors import Unreadable

MOST_FIELDS = 300
_DEEPEST = 40


def decoded(body: bytes, type: str = "") -> Any:
    """A JSON value, or a list of them for JSON lines, or a form's fields. Raises Unreadable."""
    if type.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded":
        return _form(body)
    try:
        return clean(msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
        pass
    try:
        return clean([msgspec.json.decode(line) for line in body.splitlines() if line.strip()])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise Unreadable("channel.webhook.no_json") from error


def clean(value: Any, depth: int = 0) -> Any:
    """Without NUL characters, which no text has and some databases refuse."""
    if depth > _DEEPEST:
        raise Unreadable("channel.webhook.too_deep")
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, list):
        return [clean(inner, depth + 1) for inner in value]
    if isinstance(value, dict):
        return {name.replace("\x00", ""): clean(inner, depth + 1) for name, inner in value.items()}
    return value


def flat(item: dict[str, Any]) -> dict[str, str]:
    """Leaves by their path, as a table's row: `{"user": {"name": "Mila"}}` -> `{"user.name": "Mila"}`."""
    return dict(list(_leaves(item, ""))[:MOST_FIELDS])


def pointed(value: Any, pointer: str) -> Any:
    """What an RFC 6901 pointer leads to, None when it leads nowhere.

    >>> pointed({"a": [{"b~/": 1}]}, "/a/0/b~0~1")
    1
    """
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isascii() and name.isdigit() and int(name[:9]) < len(value):
            value = value[int(name[:9])]
        else:
            return None
    return value


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, bool):
        yield path, "true" if value else "false"
    elif isinstance(value, str | int | float):
        yield path, str(value)


def _form(body: bytes) -> Any:
    """A form's fields. Some tools put the whole JSON into one field called `payload`."""
    try:
        fields = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=1000))
    except ValueError as error:
        raise Unreadable("channel.webhook.no_form") from error
    if list(fields) == ["payload"]:
        return decoded(fields["payload"].encode())
    return clean(fields)
