"""Notes that a person looked at a saved search: what came in before is no longer new to them."""

from datetime import datetime

from django.db import transaction

from sturmwarte.station.people.models import User
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.searches.models import Look
from sturmwarte.station.searches.sight import demand


@transaction.atomic
def look(user: User, who: Permissions, number: int, now: datetime) -> None:
    """Own reading state: neither audited nor announced."""
    row = demand(who, number)
    Look.objects.update_or_create(search=row, user=user, defaults={"at": now})
