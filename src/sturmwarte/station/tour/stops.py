"""Where the tour leads, and what it says there."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Stop:
    """`page` is the name of an address, `more` what follows it; `spot` a selector of what is meant there."""

    page: str
    title: "str | Promise"
    text: "str | Promise"
    spot: str = ""
    more: str = ""


STOPS = (
    Stop(
        "brief",
        _("A storm is coming"),
        _(
            "You are Jette Carstens and answer for what Zeisig, a maker of kitchen appliances, says in"
            " public. Since this morning posts about scorched kettles have been coming in, an hour in three"
            " minutes. This page says what is new since you last looked."
        ),
    ),
    Stop(
        "lage",
        _("How bad is it?"),
        _(
            "The level rises by itself and says why; only a person lowers it. The line on top goes with you"
            " on every page, on the phone at night too."
        ),
        spot="#strip .news",
    ),
    Stop(
        "waves",
        _("Will it pass?"),
        _(
            "Each unusual rise is a wave. Open one: how it began, how few voices make it, and how it may go"
            " on, with how sure that is. A forecast that does not know says so."
        ),
    ),
    Stop(
        "desk",
        _("What must be answered now"),
        _(
            "Every post that needs somebody becomes a case with an owner, a deadline and a reason. Go down"
            " the list with j and k, take a case with t, answer with s. Nothing here is sent to anyone."
        ),
        spot=".list",
        more="?view=all",
    ),
    Stop(
        "archive",
        _("Everything that was said"),
        _(
            "Search as you speak or with the query language. Not everyone who writes “Zeisig” means the"
            " company: it is a bird too. The shown words say why a post was found."
        ),
        spot="main form",
        more="?q=kocher+AND+(qualm*+OR+schmor*+OR+hei%C3%9F)",
    ),
    Stop(
        "sources",
        _("Quiet, or deaf?"),
        _(
            "Silence is not calm. For each source the station knows what usually comes at this hour, and"
            " says how likely a silence is chance. What was not heard is never counted as nothing."
        ),
    ),
    Stop(
        "plan",
        _("The plan drives everything"),
        _(
            "Who answers what, by when, in which tone: what you saw came from here. A plan has tests, and"
            " one that fails them does not become active."
        ),
    ),
    Stop(
        "desk",
        _("Now you"),
        _(
            "Look around as long as you like: Ctrl+K finds everything, ? shows the keys. When you want your"
            " own station, the guide “Getting started” shows how it begins with nothing but a name."
        ),
        more="?view=overdue",
    ),
)
