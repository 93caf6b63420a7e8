"""Why something was decided: a key and its arguments, put into words only where a person reads it."""

from collections.abc import Mapping
from typing import Any

import msgspec


class Reason(msgspec.Struct, frozen=True):
    """`key` names a sentence in packs/texts; `args` fill it. Both are stored, never the sentence."""

    key: str
    args: dict[str, Any] = {}


def say(reason: Reason, texts: Mapping[str, str]) -> str:
    """The sentence for a reason in the language of `texts` (key -> template with {named} places).

    An unknown key or a place without its argument shows the bare facts instead of failing: a page
    with a plain reason beats no page on a bad night.
    """
    template = texts.get(reason.key)
    if template is not None:
        try:
            return template.format_map({k: _shown(v) for k, v in reason.args.items()})
        except (KeyError, IndexError, ValueError):
            pass
    facts = ", ".join(f"{name}: {_shown(value)}" for name, value in reason.args.items())
    return f"{reason.key} ({facts})" if facts else reason.key


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
