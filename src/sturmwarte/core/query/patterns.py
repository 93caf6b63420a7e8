"""Wildcards: a pattern is a term in which each `*` stands for any letters, also none."""

from collections.abc import Callable

SIGNS = "#@."
"""A term that starts with one of these is a tag, a name or a host; a bare pattern never means those."""


def has_star(pattern: str) -> bool:
    return "*" in pattern


def glob(pattern: str, text: str) -> bool:
    """Does `pattern` cover the whole of `text`? Linear: the leftmost place for each piece is always right."""
    first, *middle = pattern.split("*")
    if not middle:
        return pattern == text
    last = middle.pop()
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def term_test(pattern: str) -> Callable[[str], bool]:
    """A test for terms: `glob`, but tags, names and hosts are met only by a pattern with their own sign."""
    if not has_star(pattern):
        return pattern.__eq__
    sign = pattern[0] if pattern[0] in SIGNS else ""

    def covers(term: str) -> bool:
        return (term[0] if term[0] in SIGNS else "") == sign and glob(pattern, term)

    return covers
