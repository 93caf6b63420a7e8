"""The shipped words that never name anything: packs/talk/{de,en}.yaml."""

from functools import cache

from sturmwarte import packs
from sturmwarte.core.understand.talk.terms import stems


@cache
def shipped() -> frozenset[str]:
    """Stems of both languages: people mix them, and what is a filler in one names nothing in the other."""
    found: set[str] = set()
    for lang in packs.LANGUAGES:
        listed = packs.data("talk", f"{lang}.yaml")
        found |= stems(listed["words"])
    return frozenset(found)
