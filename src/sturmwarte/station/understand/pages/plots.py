"""Where things stand in the charts of what was learned. Drawn by the server; all places in percent."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sturmwarte.core.understand.figures import MAJORITY, Bin, Figures, Score
from sturmwarte.station.frame.formats import percent

VOTERS: dict[str, "str | Promise"] = {
    "words": _("Words of requests"),
    "tone": _("Words of tone"),
    "brand": _("Names"),
    "seeds": _("Shipped examples"),
    "team": _("Your labels"),
    "folder": _("Your own model"),
}
WHO: dict[str, "str | Promise"] = {
    MAJORITY: _("Always the commonest answer"),
    **VOTERS,
    "team": _("Your labels alone"),
    "day_one": _("As shipped"),
    "all": _("All together, with your labels"),
}
_MAIN = ("day_one", "all")
TICKS = (0, 25, 50, 75, 100)


@dataclass(frozen=True)
class Dot:
    """A score with its whisker: `at`, `low` and `high` are macro-F1 in percent; `main` ones stand out."""

    who: str
    name: str
    at: float
    low: float
    high: float
    says: str
    between: str
    accuracy: str
    n: int
    main: bool

    @property
    def width(self) -> float:
        return round(self.high - self.low, 2)


def dots(scores: Sequence[Score]) -> list[Dot]:
    """From knowing nothing to all together."""
    order = {who: place for place, who in enumerate(WHO)}
    return [_dot(score) for score in sorted(scores, key=lambda score: order.get(score.who, len(order)))]


def dot(figures: Figures | None, who: str) -> Dot | None:
    found = [score for score in figures.scores if score.who == who] if figures else []
    return _dot(found[0]) if found else None


def _dot(score: Score) -> Dot:
    return Dot(
        score.who, str(WHO.get(score.who, score.who)),
        at=round(score.macro_f1 * 100, 1), low=round(score.low * 100, 1), high=round(score.high * 100, 1),
        says=percent(score.macro_f1), between=f"{round(score.low * 100)}–{percent(score.high)}",
        accuracy=percent(score.accuracy), n=score.n, main=score.who in _MAIN,
    )  # fmt: skip


@dataclass(frozen=True)
class Point:
    """A bin of the calibration plot: the share said and the share that was so, from the lower left corner."""

    x: float
    y: float
    said: str
    was: str
    n: int


def points(bins: Sequence[Bin]) -> list[Point]:
    return [
        Point(
            round(one.expected * 100, 1), round(100 - one.observed * 100, 1),
            percent(one.expected), percent(one.observed), one.n,
        )
        for one in bins
    ]  # fmt: skip
