"""What is to be said about a plan: with its reason, its place, and how much depends on it."""

import msgspec

from sturmwarte.core.reason import Reason

STOPS, WEAKENS, MINOR = 1, 2, 3
"""Weights: something does not work at all, works worse than it could, or should be looked at some day."""


class Remark(msgspec.Struct, frozen=True):
    """`entry` is the id of what is meant in `section`, empty for the section as a whole. `cases` number
    the cases behind it."""

    what: Reason
    section: str
    weight: int
    entry: str = ""
    cases: tuple[int, ...] = ()


def heaviest_first(found: list[Remark]) -> list[Remark]:
    return sorted(found, key=lambda one: one.weight)
