"""The command palette: everywhere one may go, in one visible list of providers.

What one may do on the page at hand is not among them: palette.js reads it from the page and from the table of
keys, so that it never offers a verb that is not there.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sturmwarte.station.frame import offers
from sturmwarte.station.frame.hit import Provider
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.searches import sight as saved_searches

PROVIDERS = (
    Provider(_("Go to"), offers.places),
    Provider(_("Cases"), offers.cases),
    Provider(_("Saved lists"), offers.lists),
    Provider(_("Waves"), offers.waves),
    Provider(_("Topics"), offers.topics),
    Provider(_("Saved searches"), saved_searches.offered),
    Provider(_("Sources"), offers.sources),
    Provider(_("People"), offers.people),
    Provider(_("Search"), offers.archive),
)
"""In the order in which the groups stand when nothing was typed."""

LONGEST = 100
"""Characters of what was typed that are looked at."""
_MOST = 100


def offered(who: Permissions, words: str) -> list[dict[str, Any]]:
    """What the providers find, each with its group; ready for JSON."""
    words = words[:LONGEST].strip()
    return [
        {"group": str(provider.group), "label": hit.label, "sub": hit.sub, "url": hit.url, "icon": hit.icon}
        for provider in PROVIDERS
        for hit in provider.find(who, words)[:_MOST]
    ]
