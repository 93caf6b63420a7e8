"""The rail: the places of the station, each shown to those who may go there; the last one has rooms."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sturmwarte.station.api.scopes import MAKE as TOKENS
from sturmwarte.station.foresee.roles import SEE as SEE_WAVES
from sturmwarte.station.frame.access import ANY_ROLE
from sturmwarte.station.listen.roles import SEE as SEE_SOURCES
from sturmwarte.station.people.permissions import CASES, PEOPLE, POSTS, STAFF, Permissions
from sturmwarte.station.privacy.roles import ROOM as PRIVACY
from sturmwarte.station.understand.roles import LABEL, SEE
from sturmwarte.station.upkeep.roles import AUDIT, BACKUP, HEALTH, SETTINGS


@dataclass(frozen=True)
class Place:
    """An entry of the rail, or a room. `id` is the name of its address and what `g` + letter leads to.

    `thumb`: it stands before the others in the bar of a phone, which has room for four; the rest are in the
    menu and the palette. `about`: what one does there, in one sentence; rooms have it.
    """

    id: str
    label: "str | Promise"
    icon: str
    roles: Collection[str]
    thumb: bool = True
    about: "str | Promise" = ""


THUMBS = 4
"""More places than these, and the button that leads to all others, are too many for a thumb."""

ROOMS = (
    Place(
        "people",
        _("People"),
        "users",
        PEOPLE,
        about=_("Who signs in here, and what each of them may see and do."),
    ),
    Place(
        "absences", _("Absences"), "calendar", STAFF, about=_("The teams, who is away, and who stands in.")
    ),
    Place(
        "sign_in",
        _("Signing in"),
        "key-round",
        PEOPLE,
        about=_("Second factors, single sign-on, and the sealed account for the worst day."),
    ),
    Place(
        "audit",
        _("Audit"),
        "book-open",
        AUDIT,
        about=_("Who did what, when and why, and the proof that nobody changed it since."),
    ),
    Place(
        "privacy",
        _("Privacy"),
        "shield-check",
        PRIVACY,
        about=_("Requests of people, holds, retention, and the documents of data protection."),
    ),
    Place(
        "settings",
        _("Settings"),
        "settings-2",
        SETTINGS,
        about=_("What is set, what it does, where it comes from, and whether it is sound."),
    ),
    Place(
        "backup",
        _("Backup"),
        "archive",
        BACKUP,
        about=_("The last backup, the next one, and the way back."),
    ),
    Place("health", _("Health"), "heart", HEALTH, about=_("What is wrong with the station, and the mend.")),
    Place(
        "tokens",
        _("API"),
        "link",
        TOKENS,
        about=_("Tokens with which programs of yours read and work here."),
    ),
)
"""The rooms of the place Station, in order. A room's page includes `frame/rooms.html`."""

STATION: frozenset[str] = frozenset().union(*(room.roles for room in ROOMS))
"""Whoever may enter one of the rooms."""

PLACES = (
    Place("brief", _("Briefing"), "sunrise", CASES),
    Place("lage", _("Situation"), "gauge", SEE_WAVES),
    Place("waves", _("Waves"), "waves", SEE_WAVES, thumb=False),
    Place("desk", _("Cases"), "inbox", CASES),
    Place("archive", _("Archive"), "archive", POSTS),
    Place("campaigns", _("Campaigns"), "repeat-2", POSTS, thumb=False),
    Place("queue", _("Teach"), "circle-help", LABEL, thumb=False),
    Place("learning", _("Learning"), "book-open", SEE, thumb=False),
    Place("sources", _("Sources"), "radio", SEE_SOURCES, thumb=False),
    Place("plan", _("Plan"), "map", ANY_ROLE, thumb=False),
    Place("station", _("Station"), "tower-control", STATION, thumb=False),
)


def places(permissions: Permissions) -> list[dict[str, Any]]:
    """What this reader's rail shows, in order. `rooms`: the ids of the pages that belong to the place.

    `thumb` is true for the few that stand in the bar of a phone; somebody with few places has them all there.
    """
    seen = [place for place in PLACES if permissions.has(place.roles)]
    in_bar = sorted(seen, key=lambda place: not place.thumb)[:THUMBS]
    return [
        _shown(place)
        | {
            "thumb": place in in_bar,
            "rooms": [room.id for room in ROOMS] if place.id == "station" else [],
        }
        for place in seen
    ]


def rooms(permissions: Permissions) -> list[dict[str, Any]]:
    """The rooms of the station this reader may enter, in order."""
    return [_shown(room) for room in ROOMS if permissions.has(room.roles)]


def _shown(place: Place) -> dict[str, Any]:
    return _in_words(place.id, get_language() or "").copy()


@lru_cache(maxsize=128)  # two dozen of them stand on every page
def _in_words(id: str, _language: str) -> dict[str, Any]:
    place = next(one for one in (*PLACES, *ROOMS) if one.id == id)
    return {
        "id": place.id,
        "label": str(place.label),
        "icon": place.icon,
        "url": reverse(place.id),
        "about": str(place.about),
    }
