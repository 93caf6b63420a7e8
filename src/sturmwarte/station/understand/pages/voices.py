"""What each voter said of a post in one dimension, in sentences."""

from collections.abc import Iterable, Sequence

from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.dimensions import Dimension
from sturmwarte.station.archive.pages.reasons import in_words
from sturmwarte.station.plan.pages.active import ActivePlan

LEARNED = ("seeds", "team", "folder")
"""Voters that learned from labelled posts: what they say is about the label that was decided upon."""


def voices(
    dimension: Dimension, believed: Sequence[tuple[str, float]], why: Iterable[Reason], plan: ActivePlan
) -> list[str]:
    """A sentence each, in the voters' order."""
    no = dimension.binary and bool(believed) and believed[0][0] == "no"
    return list(dict.fromkeys(in_words(_clear(one, no), plan) for one in why))


def _clear(reason: Reason, no: bool) -> Reason:
    """As a person would put it: scraps of markup are no words, and of a no its own share is told."""
    _, _, rest = reason.key.partition("understand.")
    voter = rest.partition(".")[0]
    if voter not in LEARNED:
        return reason
    args = dict(reason.args)
    if no and isinstance(args.get("p"), float):
        args["p"] = round(1 - args["p"], 2)
    spelled = [
        str(one) for one in args.pop("words", ()) if any(map(str.isalpha, str(one))) and len(str(one)) > 1
    ]
    if no or not spelled:  # the words are those that speak for yes
        return Reason(f"understand.{voter}", args)
    return Reason(f"understand.{voter}.words", args | {"words": list(dict.fromkeys(spelled))})
