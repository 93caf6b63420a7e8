"""What requests, their states and the pages of the room are called."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.privacy.roles import DOCUMENTS, HOLDS, PERSONS

KINDS: dict[str, "str | Promise"] = {
    "disclose": _("What is kept of me? (Art. 15)"),
    "erase": _("Forget me (Art. 17)"),
    "object": _("Forget me and stay away (Art. 21)"),
}
STATES: dict[str, "str | Promise"] = {
    "open": _("open"),
    "under_way": pgettext_lazy("privacy", "under way"),
    "done": _("done"),
    "withdrawn": _("withdrawn"),
}
_TABS = (
    ("requests", "privacy", pgettext_lazy("privacy", "Requests"), PERSONS),
    ("person", "person_kept", _("Find a person"), PERSONS),
    ("holds", "holds", _("Holds"), HOLDS),
    ("retention", "retention", _("Retention"), PERSONS),
    ("objections", "objections", _("Kept out"), PERSONS),
    ("documents", "documents", _("Documents"), DOCUMENTS),
)


def tabs(who: Permissions) -> list[tuple[str, str, str]]:
    """(id, address, name) of the pages of the room that this reader may open."""
    return [(id, reverse(page), str(name)) for id, page, name, roles in _TABS if who.has(roles)]
