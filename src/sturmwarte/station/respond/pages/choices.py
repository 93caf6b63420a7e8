"""What the filters of the list offer, in words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.respond.pages.asked import Asked
from sturmwarte.station.respond.pages.listing import visible
from sturmwarte.station.respond.words import KINDS, SENTIMENTS

SORT_WORDS = {
    "due": gettext_lazy("by deadline"),
    "newest": gettext_lazy("newest first"),
    "moved": gettext_lazy("last movement first"),
    "priority": gettext_lazy("by priority"),
}

Choices = list[tuple[str, "str | Promise"]]


@dataclass(frozen=True)
class Filter:
    """`chosen` is the value the list is narrowed to; empty: any."""

    name: str
    label: str
    chosen: str
    choices: Choices

    @property
    def word(self) -> "str | Promise":
        return dict(self.choices).get(self.chosen, self.chosen)


def filters(asked: Asked, who: Permissions, plan: ActivePlan) -> list[Filter]:
    """Topics and channels of the plan, and of the open cases where the plan does not know them."""
    used = visible(who).order_by().values_list("channel", "lang").distinct()
    channels = dict.fromkeys([*plan.ids("channels"), *sorted({channel for channel, _lang in used})])
    languages = sorted({lang for _channel, lang in used if lang})
    offered: list[tuple[str, str, Choices]] = [
        ("topic", _("Topic"), [(id, plan.name(id, "topics")) for id in plan.ids("topics")]),
        ("channel", _("Channel"), [(id, plan.name(id, "channels")) for id in channels]),
        ("kind", _("Request"), list(KINDS.items())),
        ("priority", _("Priority"), [(n, n) for n in "12345"]),
        ("sentiment", _("Sentiment"), list(SENTIMENTS.items())),
        ("lang", _("Language"), [(lang, language_word(lang)) for lang in languages]),
    ]
    return [Filter(name, label, getattr(asked, name), choices) for name, label, choices in offered]


def language_word(lang: str) -> str:
    """`de`: German, in the reader's language; a code that nobody knows stands for itself."""
    try:
        return str(get_language_info(lang)["name_translated"])
    except KeyError:
        return lang
