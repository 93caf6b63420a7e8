"""Passes over a post of the queue, for this person and for good."""

from datetime import datetime

from django.db import transaction

from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.understand.models import Skipped
from sturmwarte.station.understand.roles import LABEL, demand
from sturmwarte.station.understand.tickets import redeem


@transaction.atomic
def skip(who: Permissions, ticket: str, now: datetime) -> None:  # noqa: ARG001 - no time is kept
    """Not audited: nothing of the station changes, and nobody's pace is recorded."""
    by = demand(who, LABEL)
    _, post = redeem(who, ticket)
    network, gid = post.post.identity
    Skipped.objects.get_or_create(by=by, run=post.post.run, network=network, post=gid)
