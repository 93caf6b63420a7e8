"""Reasons as the rows of sources keep them: a key and arguments that are plain JSON, never a secret."""

from collections.abc import Iterable, Mapping
from typing import Any

from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Trouble

ARG_MOST = 300
HIDDEN = "…"
SECRET_SHORTEST = 4
"""A shorter secret is no secret, and hiding `a` everywhere would leave no words."""


def as_row(reason: Reason | None, secrets: Iterable[str] = ()) -> dict[str, Any]:
    """{"key", "args"}; empty for None."""
    if reason is None:
        return {}
    return {"key": reason.key, "args": _plain(reason.args, tuple(secrets))}


def trouble_row(trouble: Trouble, secrets: Iterable[str] = ()) -> dict[str, Any]:
    """{"class", "key", "args"}: by the class the hearing test decides, the rest is for people."""
    return {"class": type(trouble).__name__, **as_row(trouble.reason, secrets)}


def of_row(row: Mapping[str, Any]) -> Reason | None:
    return Reason(row["key"], dict(row.get("args", {}))) if row.get("key") else None


def hidden(text: str, secrets: Iterable[str]) -> str:
    """The text without any of the secrets: tokens stand in addresses, addresses in errors."""
    for secret in sorted({s for s in secrets if len(s) >= SECRET_SHORTEST}, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return text


def _plain(value: Any, secrets: tuple[str, ...]) -> Any:
    if isinstance(value, bool | int | float) or value is None:
        return value
    if isinstance(value, Mapping):
        return {str(k)[:60]: _plain(v, secrets) for k, v in list(value.items())[:20]}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one, secrets) for one in list(value)[:20]]
    return hidden(str(value), secrets)[:ARG_MOST]
