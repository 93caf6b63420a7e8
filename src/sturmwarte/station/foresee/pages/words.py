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
FALLS = {"spike": _("sudden fall within minutes"), "build_up": _("slow fall over hours")}
CRITERIA = {
    "posts": _("Posts an hour, at least"),
    "authors": _("Authors an hour, at least"),
    "times_baseline": _("Times the usual"),
    "times_before": _("Times the day before (no baseline yet)"),
    "negative_share_rise": _("More negative posts than usual, in points"),
    "doubling_minutes": _("Doubles within, in minutes"),
    "networks": _("Networks at once"),
    "press": _("Inquiry or report by the press"),
    "danger": _("Posts that tell of danger to people"),
    "reach": _("Reach of a single post"),
    "calm_hours": _("Hours of calm without a break"),
}
FLOORS = frozenset({"posts", "authors"})
"""They let the other criteria count and reach no level by themselves."""
SOURCES = {
    "hearing": _("hears"),
    "quiet": _("unusually quiet"),
    "limited": _("limited"),
    "disturbed": _("disturbed"),
    "resting": _("resting"),
}
INDICATORS = {
    "negative": _("More negative posts than usual"),
    "outraged": _("More outrage than usual"),
    "complaints": _("More complaints than usual"),
    "questions": _("More questions than usual"),
    "first_person": _("Fewer people write of themselves"),
    "new_voices": _("More voices new to the topic"),
    "one_network": _("More posts from a single network"),
    "replies_own": _("More replies to our own posts"),
    "campaign": _("A campaign has begun"),
    "press": _("The press asked or reported"),
    "danger": _("Posts told of danger to people"),
    "build_up": _("Gradually more posts than usual"),
}
