"""Ids that people would have chosen, made from the names they gave."""

import re
import unicodedata
from collections.abc import Collection

_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LONGEST = 40


def fresh_id(name: str, taken: Collection[str]) -> str:
    """An id for `name` that is not among `taken`.

    >>> fresh_id("Über uns!", ["ueber-uns"])
    'ueber-uns-2'
    """
    plain = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-") or "new"
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}-{number}"
    return found
