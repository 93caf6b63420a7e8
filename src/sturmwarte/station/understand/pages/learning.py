"""What the station has learned: honest figures of every dimension, versions, and who agrees with whom."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from sturmwarte.core.understand.agreement import Agreement
from sturmwarte.core.understand.figures import FEWEST, Cover, Figures
from sturmwarte.station.archive.pages.reasons import in_words
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.frame.formats import percent
from sturmwarte.station.people.permissions import of
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan
from sturmwarte.station.understand import learning as learned
from sturmwarte.station.understand.labels import dimensions
from sturmwarte.station.understand.pages import plots, words
from sturmwarte.station.understand.pages.versions import version
from sturmwarte.station.understand.roles import LABEL, SEE, VERSIONS

_LABELLED_A_TEST = 8
"""Posts of the queue to label for one to test with: one in four is held out, half are drawn by chance."""
_FIELDS = {"sentiment": "sentiment", "kinds": "kind"}
_ENOUGH_AGREEMENT = 0.67
"""Krippendorff's own bound for tentative conclusions (Content Analysis, 2004, p. 241)."""


@dataclass(frozen=True)
class Line:
    """A dimension in the overview. `missing`: held-out posts wanted before a figure is shown."""

    id: str
    name: str
    labels: int
    posts: int
    people: int
    needed: int
    missing: int
    more: int
    learned: bool
    usual: plots.Dot | None
    shipped: plots.Dot | None
    now: plots.Dot | None
    agreement: str
    same: str
    doubtful: bool

    @property
    def share(self) -> int:
        """How far the way to the first learning is, in percent."""
        return round(100 * self.posts / (self.posts + self.needed)) if self.posts + self.needed else 0


@page(SEE)
def learning(request: HttpRequest) -> HttpResponse:
    """All dimensions and the versions, or one dimension with everything that is known of it."""
    who, plan = of(request), active_plan()
    found = learned.learning()
    about = request.GET.get("about", "")
    chosen = next((one for one in found.dimensions if one.id == about), None)
    answer: dict[str, Any] = {
        "here": "learning", "now": story_time(), "about": chosen.id if chosen else "",
        "lines": [_line(one) for one in found.dimensions], "ticks": plots.TICKS,
        "learning": found, "decides": who.has(VERSIONS), "labels": who.has(LABEL),
        "begun": bool(found.versions) or any(one.labels for one in found.dimensions),
    }  # fmt: skip
    if chosen:
        answer |= {
            "line": _line(chosen),
            "searches": _searches(chosen.id, plan),
            **_details(chosen.figures, plan),
        }
    else:
        answer["versions"] = [version(one, plan) for one in found.versions]
    part = (
        "understand/learned.html"
        if request.headers.get("HX-Target") == "learned"
        else "understand/learning.html"
    )
    response = render(request, part, answer)
    response["Vary"] = "HX-Target, Cookie"
    return response


def _line(one: learned.Learned) -> Line:
    figures = one.figures
    drawn = figures.drawn if figures else 0
    missing = 0 if figures and figures.scores else max(1, FEWEST - drawn)
    return Line(
        one.id, words.name(one.id), one.labels, one.posts, one.people, one.needed,
        missing=missing, more=missing * _LABELLED_A_TEST,
        learned=bool(figures and figures.learned),
        usual=plots.dot(figures, "majority"), shipped=plots.dot(figures, "day_one"),
        now=plots.dot(figures, "all"),
        **_agreed(one.agreement),
    )  # fmt: skip


def _agreed(found: Agreement | None) -> dict[str, Any]:
    if found is None:
        return {"agreement": "", "same": "", "doubtful": False}
    alpha = "" if found.alpha is None else number_format(found.alpha, 2).replace("-", "−")
    return {
        "agreement": alpha,
        "same": percent(found.same),
        "doubtful": found.alpha is not None and found.alpha < _ENOUGH_AGREEMENT,
    }


def _searches(dimension: str, plan: ActivePlan) -> list[tuple[str, str]]:
    """Where the query language knows the dimension: each answer, and the query that finds its posts."""
    field = _FIELDS.get(dimension)
    labels = dimensions()[dimension].labels if field else ()
    return [(words.label_word(dimension, label, plan), f"{field}:{label}") for label in labels]


def _details(figures: Figures | None, plan: ActivePlan) -> dict[str, Any]:
    if figures is None:
        return {}
    return {
        "figures": figures,
        "dots": plots.dots(figures.scores),
        "points": plots.points(figures.calibration),
        "off": percent(figures.ece),
        "covers": [_cover(one) for one in figures.precision],
        "voters": [
            (
                plots.VOTERS.get(one.voter, one.voter),
                one.weight,
                one.counts,
                in_words(one.why, plan),
                _bar(figures, one.weight),
            )
            for one in figures.voters
        ],
    }


def _bar(figures: Figures, weight: float) -> int:
    most = max((one.weight for one in figures.voters), default=0.0)
    return round(100 * weight / most) if most else 0


def _cover(one: Cover) -> dict[str, str]:
    """One wish: right in so many of a hundred; what share of the posts that can be had for."""
    if one.threshold is None:
        return {"wanted": percent(one.wanted), "covered": "", "says": _("never reached so far")}
    return {
        "wanted": percent(one.wanted),
        "covered": percent(one.covered),
        "from": percent(one.threshold),
        "reached": percent(one.reached),
        "low": percent(one.low),
    }
