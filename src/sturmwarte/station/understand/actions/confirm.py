"""Keeps what a person said of a post the queue gave them, right as it was or corrected."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.understand.actions.label import label
from sturmwarte.station.understand.models import Label
from sturmwarte.station.understand.tickets import redeem


def confirm(who: Permissions, ticket: str, values: Mapping[str, Sequence[str]], now: datetime) -> list[Label]:
    """`ticket` is the queue's: it tells which post and why it was drawn. Name only the dimensions that the
    person looked at: each becomes a label."""
    drawn, post = redeem(who, ticket)
    return label(who, post, values, now, source=Label.Source.QUEUE, drawn=drawn)
