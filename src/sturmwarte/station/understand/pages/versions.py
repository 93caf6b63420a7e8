"""A version of what was learned, as the page lists it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sturmwarte.core.reason import Reason
from sturmwarte.station.archive.pages.reasons import in_words
from sturmwarte.station.frame.formats import percent
from sturmwarte.station.people.models import User
from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.understand import learning as learned
from sturmwarte.station.understand.pages import words

STATES = {
    "active": (_("at work"), "circle-check"),
    "earlier": (pgettext_lazy("version", "earlier"), "circle"),
    "undone": (_("taken back"), "rotate-ccw"),
    "waiting": (_("waits for your decision"), "circle-alert"),
}


@dataclass(frozen=True)
class Change:
    """`better`: beyond the interval of the version itself, so not by chance alone; so is `worse`."""

    name: str
    was: str
    now: str
    better: bool
    worse: bool


@dataclass(frozen=True)
class Shown:
    number: int
    at: datetime
    by: str
    labels: int
    state: str
    state_word: str
    icon: str
    why: list[str]
    changes: list[Change]
    kept: bool
    damaged: bool


def version(one: learned.Version, plan: ActivePlan) -> Shown:
    word, icon = STATES.get(one.state, (one.state, "circle"))
    return Shown(
        one.number, one.made_at, _person(one.made_by), one.labels, one.state, str(word), icon,
        [in_words(_named(reason), plan) for reason in one.why],
        [_change(change) for change in one.changes if percent(change.was) != percent(change.now)],
        one.kept, one.damaged,
    )  # fmt: skip


def _named(reason: Reason) -> Reason:
    """With the dimension's name for its id."""
    if "dimension" not in reason.args:
        return reason
    return Reason(reason.key, {**reason.args, "dimension": words.name(str(reason.args["dimension"]))})


def _change(change: learned.Changed) -> Change:
    return Change(
        words.name(change.dimension), percent(change.was), percent(change.now),
        better=change.low > change.was, worse=change.high < change.was,
    )  # fmt: skip


def _person(by: str) -> str:
    """The name of whoever asked for it; empty for the station itself and for people who have left."""
    kind, _, id = by.partition(":")
    if kind != "user" or not id.isdigit():
        return ""
    user = User.objects.filter(pk=int(id)).first()
    return str(user) if user else ""
