"""What people put aside at the desk, and what brings it back all the same."""

from collections.abc import Collection

from django.db.models import Q

from sturmwarte.core.triage.verdict import Tripwire
from sturmwarte.station.respond.models import CasePost
from sturmwarte.station.respond.results import IGNORED

WIRE = Tripwire(reach=5000, replies=10, copies=3)
"""As the shipped rules watch what they leave alone."""

Identity = tuple[str, str]


def set_aside(posts: Collection[Identity], run: str) -> frozenset[Identity]:
    """Those of the posts whose case is postponed or was ignored."""
    if not posts:
        return frozenset()
    ids = [id for _, id in posts]
    quiet = Q(case__postponed_at__isnull=False) | Q(case__state="closed", case__result=IGNORED)
    rows = CasePost.objects.filter(quiet, post__in=ids, case__run=run).values_list("network", "post")
    return frozenset(rows) & frozenset(posts)
