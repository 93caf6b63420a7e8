"""Who may change the draft: a grant for the whole station, because the plan speaks for all of it."""

from datetime import datetime

from django.utils.translation import gettext as _

from sturmwarte.station.people.models import User
from sturmwarte.station.people.permissions import Permissions, permissions
from sturmwarte.station.plan.errors import NotAllowed
from sturmwarte.station.plan.roles import EDIT


def may_edit(who: Permissions) -> bool:
    return any(held.role in EDIT and not held.channel and not held.topic for held in who.held)


def demand_editor(user: User, now: datetime) -> str:
    """The person as the audit trail names them; raises `NotAllowed`."""
    if not may_edit(permissions(user, now)):
        raise NotAllowed(
            _("The plan is changed by owners and leads of the whole station. Ask one of them for it.")
        )
    return f"user:{user.pk}"
