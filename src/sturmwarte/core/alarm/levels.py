"""When the strip turns yellow, orange, red or blue. The figures are rules of thumb to start from."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from sturmwarte.core.plan.entry import Entry, Ref
from sturmwarte.core.plan.section import Doubt, Plan, Section
from sturmwarte.core.reason import Reason


class Rise(Entry):
    """A level that is reached when one of its criteria holds and the floors are passed.

    A multiple of almost nothing is almost nothing: without `floor_posts` and `floor_authors` three posts
    at night would be a crisis. `press`, `danger` and `reach` are single events: they ignore the floors.
    `networks` counts once the volume of the level below is reached.
    """

    times_baseline: float = Field(
        gt=1, description="Posts an hour, as a multiple of what is usual at this hour."
    )
    negative_share_rise: float | None = Field(
        None, gt=0, le=100, description="Rise of the share of negative posts, in percentage points."
    )
    doubling_minutes: int | None = Field(None, gt=0, description="Posts double within this many minutes.")
    networks: int | None = Field(None, ge=1, description="Unusual on at least this many networks.")
    press: bool = Field(False, description="A journalist's inquiry or a report is enough.")
    danger: bool = Field(False, description="Any danger to people is enough.")
    reach: int | None = Field(None, gt=0, description="A single post that reaches so many is enough.")
    floor_posts: int = Field(10, ge=1, description="Fewer posts an hour than this are never this level.")
    floor_authors: int = Field(5, ge=1, description="Fewer authors an hour than this are never this level.")
    acknowledge_minutes: int = Field(30, ge=1, description="Who was told must acknowledge within this time.")
    notify: Annotated[list[str], Ref("people", "teams")] = Field([], description="Who is told.")


class Aftercare(Entry):
    """Blue: it has calmed down, a named person must step down, and the review begins."""

    below_baseline: float = Field(1.5, gt=0, description="Posts stay below this multiple of what is usual.")
    for_hours: int = Field(24, ge=1, description="For so many hours.")
    owner: Annotated[str | None, Ref("people", "teams")] = Field(None, description="Who owns the review.")


class Levels(Entry):
    yellow: Rise = Field(
        Rise(times_baseline=3, negative_share_rise=20, doubling_minutes=120),
        description="The lead on duty looks.",
    )
    orange: Rise = Field(
        Rise(
            times_baseline=6, networks=2, press=True, floor_posts=30, floor_authors=15, acknowledge_minutes=10
        ),
        description="The crisis team meets.",
    )
    red: Rise = Field(
        Rise(times_baseline=10, danger=True, floor_posts=60, floor_authors=30, acknowledge_minutes=5),
        description="Management is involved.",
    )
    blue: Aftercare = Field(Aftercare(), description="Aftercare.")
    rule_of_thumb: bool = Field(
        True, description="True until figures of your own have replaced the defaults."
    )


def _check(plan: Plan) -> Iterable[Doubt]:
    levels = plan[LEVELS]
    rises = (("yellow", levels.yellow), ("orange", levels.orange), ("red", levels.red))
    for (lower_name, lower), (name, rise) in pairwise(rises):
        if rise.times_baseline <= lower.times_baseline:
            what = Reason("plan.level_not_rising", {"level": name, "lower": lower_name})
            fix = Reason("plan.fix.more_than", {"value": lower.times_baseline})
            yield Doubt(("levels", name, "times_baseline"), what, fix)
    for name, rise in rises:
        if "levels" in plan.values and not rise.notify:
            yield Doubt(
                ("levels", name), Reason("plan.level_tells_nobody", {"level": name}), severity="warning"
            )


LEVELS: Section[Levels] = Section("levels", Levels, Levels, _check)
