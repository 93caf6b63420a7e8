"""What levels, phases and the rest of a wave are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LEVELS = {
    "green": pgettext_lazy("level", "Green"),
    "blue": pgettext_lazy("level", "Blue"),
    "yellow": pgettext_lazy("level", "Yellow"),
    "orange": pgettext_lazy("level", "Orange"),
    "red": pgettext_lazy("level", "Red"),
}
MEANINGS = {
    "green": _("calm"),
    "blue": _("aftercare"),
    "yellow": _("those on duty look"),
    "orange": _("the crisis team meets"),
    "red": _("management is involved"),
}
PHASES = {
    "onset": _("beginning"),
    "growth": _("growing"),
    "peak": _("at its peak"),
    "fading": _("fading"),
    "over": _("over"),
}
SILENT = _("fallen silent")
TRENDS = {
    "negative": _("negative"),
    "positive": _("positive"),
    "mixed": _("mixed"),
    "neutral": _("neutral"),
}
CAUSES = {
    "own": _("set off by something of ours"),
    "outside": _("from outside"),
    "unknown": _("cause unknown"),
}
VIEWS = {"spike": _("sudden rise within minutes"), "build_up": _("slow rise over hours")}
CRITERIA = {
    "times_baseline": _("Posts an hour, as a multiple of the usual"),
    "negative_share_rise": _("More negative posts than usual, in percentage points"),
    "doubling_minutes": _("Doubling within minutes"),
    "networks": _("Networks"),
    "press": _("Inquiry or report by the press"),
    "danger": _("Danger to people"),
    "reach": _("Reach"),
    "floor_posts": _("At least so many posts an hour"),
    "floor_authors": _("At least so many authors an hour"),
    "below_baseline": _("Below a multiple of the usual"),
    "for_hours": _("for so many hours"),
}
AT_MOST = frozenset({"doubling_minutes", "below_baseline"})
"""Criteria that are met when the value is at most what is asked."""
