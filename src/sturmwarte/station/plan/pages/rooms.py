"""The pages of the plan, as the line of links that each of them carries."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.plan.roles import EDIT, LIFE, SEE


@dataclass(frozen=True)
class Room:
    """`id` is the name of its address; a page says which it is by `room` in its context."""

    id: str
    label: "str | Promise"
    roles: Collection[str]


ROOMS = (
    Room("plan", pgettext_lazy("plan", "Overview"), SEE),
    Room("plan_draft", _("Edit"), EDIT),
    Room("plan_files", _("Files"), EDIT),
    Room("plan_tests", _("Tests"), EDIT),
    Room("plan_difference", _("Difference"), EDIT),
    Room("plan_history", _("History"), LIFE),
    Room("plan_stale", _("Missing and stale"), LIFE),
    Room("emergency", _("Emergency change"), LIFE),
)


def rooms(permissions: Permissions) -> list[dict[str, Any]]:
    """Those this reader may enter, in order."""
    return [
        {"id": room.id, "label": str(room.label), "url": reverse(room.id)}
        for room in ROOMS
        if permissions.has(room.roles)
    ]
