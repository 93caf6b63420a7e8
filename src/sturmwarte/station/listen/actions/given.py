"""What a set-up brings: the settings of a source, checked, its secrets apart from the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

LONGEST_ID = 60


@dataclass(frozen=True)
class Given:
    """`values` are fields that are no secrets; `secrets` the ones that are, in clear. A secret that is left
    out of a change stays as it is."""

    name: str
    channel: str = ""
    person: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


def new_id(name: str, kind: str, taken: Iterable[str]) -> str:
    """A source's id, made from its name, and free.

    >>> new_id("Blog der Wettbewerber", "feed", ())
    'blog-der-wettbewerber'
    >>> new_id("Größe", "feed", ("groesse",))
    'groesse-2'
    """
    spelled = name.casefold().translate(_SPELLED)
    stem = slugify(spelled)[: LONGEST_ID - 5].strip("-_") or kind
    used, n, id = set(taken), 1, stem
    while id in used or id in _RESERVED:
        n += 1
        id = f"{stem}-{n}"
    return id


_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_RESERVED = frozenset({"add", "rows"})
"""Words that stand in the addresses of pages where an id would."""
