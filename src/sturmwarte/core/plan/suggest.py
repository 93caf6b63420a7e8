"""Finds what a person probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches

from sturmwarte.core.reason import Reason

SHOWN = 12
"""More names than this are no help in one line."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, or None where nothing is.

    >>> nearest("chanels", ["channels", "people"])
    'channels'
    """
    by_folded = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold()[:200], by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def offer(word: str, known: Iterable[str]) -> Reason | None:
    """The fix for a word that is not among `known`: the likely one, else the whole choice."""
    names = sorted(set(known))
    if likely := nearest(word, names):
        return Reason("plan.fix.meant", {"name": likely})
    if not names:
        return None
    more = ["…"] if len(names) > SHOWN else []
    return Reason("plan.fix.one_of", {"allowed": names[:SHOWN] + more})
