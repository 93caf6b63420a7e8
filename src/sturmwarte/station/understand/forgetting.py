"""Labels of posts that leave the archive: they go with them, and what was learned from them is made anew."""

from collections.abc import Sequence
from datetime import datetime

from sturmwarte.station.ledger.jobs import Due, schedule
from sturmwarte.station.understand.models import Label, ModelVersion, Skipped

RELEARN = "relearn"
"""The job that orders a refit after texts had to be forgotten."""
_MANY = 500


def forget(posts: Sequence[tuple[str, str]], runs: Sequence[str], now: datetime, *, relearn: bool) -> int:
    """Removes the labels of `posts` (network, id) in `runs`; call it in the transaction that removes them.

    With `relearn` (somebody asked for the deletion; it was not just time) weights made with their texts are
    replaced as soon as possible. Returns how many labels went.
    """
    wanted = set(posts)
    ids = sorted({gid for _, gid in wanted})
    gone: list[int] = []
    for at in range(0, len(ids), _MANY):
        part = ids[at : at + _MANY]
        for model in (Label, Skipped):
            rows = model.objects.filter(post__in=part, run__in=runs).values_list("pk", "network", "post")
            hit = [pk for pk, network, gid in rows if (network, gid) in wanted]
            model.objects.filter(pk__in=hit).delete()
            gone += hit if model is Label else []
    last = ModelVersion.objects.order_by("-number").first()
    if relearn and gone and last is not None and min(gone) <= last.newest:
        schedule(Due(RELEARN, f"{RELEARN}:{last.number}:{max(gone)}", now))
    return len(gone)
