"""What states, groups and abilities are called on the pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATES: dict[str, tuple["str | Promise", str]] = {
    "disturbed": (_("disturbed"), "wifi-off"),
    "limited": (_("limited"), "circle-alert"),
    "quiet": (_("unusually quiet"), "circle-help"),
    "hearing": (_("hears"), "circle-check"),
    "resting": (_("resting"), "circle"),
}
"""Word and picture of each state, the worst first: lists are in this order."""

MEANINGS: dict[str, "str | Promise"] = {
    "disturbed": _("We do not hear this source. Its silence means nothing."),
    "limited": _("We hear a part, or later than we want to."),
    "quiet": _("It answers, but brings less than chance explains."),
    "hearing": _("It answers, and brings what it usually brings."),
    "resting": _("Switched off by a person."),
}

GROUPS: dict[str, "str | Promise"] = {
    "news": _("News, blogs and forums"),
    "mail": _("Mail"),
    "bridge": _("Bridges for what has no open door"),
    "social": _("Social networks"),
    "video": _("Video"),
    "messenger": _("Messengers"),
    "reviews": _("Reviews"),
}

ABILITIES: dict[str, "str | Promise"] = {
    "stream": _("hears at once"),
    "listen": _("listens"),
    "search": _("searches"),
    "receive": _("is called"),
    "backfill": _("fetches what was missed"),
    "reply": _("answers"),
    "direct_message": _("direct messages"),
    "hide": _("hides comments"),
    "delete": _("deletes our own"),
    "probe": _("tests itself"),
}

PROVEN: dict[str, "str | Promise"] = {
    "server": pgettext_lazy("tested against", "a real server"),
    "emulator": pgettext_lazy("tested against", "an emulator of ours"),
    "contract": pgettext_lazy("tested against", "the platform's published contract"),
    "samples": pgettext_lazy("tested against", "recorded answers"),
}


def worst_first(state: str) -> int:
    """Where a state stands in lists; one that is not known stands last."""
    return list(STATES).index(state) if state in STATES else len(STATES)
