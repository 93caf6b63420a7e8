"""Who we are: what names us, where we are, and what we aim at."""

from collections.abc import Iterable
from typing import Literal
from zoneinfo import ZoneInfo

import holidays
from holidays.registry import EntityLoader
from pydantic import Field

from sturmwarte.core.plan.entry import Entry, Id, MaybeOwner
from sturmwarte.core.plan.section import Doubt, Plan, Section
from sturmwarte.core.reason import Reason

Language = Literal["de", "en"]


class Company(Entry):
    name: str = Field("", description="The company's name as it signs.")
    brands: list[str] = Field([], description="Brands and products people call us by.")
    competitors: list[str] = Field([], description="Named competitors, for the share of voice.")
    languages: list[Language] = Field(["de"], description="Languages we answer in, the first by default.")
    trade: str = Field("", description="What we do, in a word; the templates write their own name here.")
    country: str = Field("DE", description="Two letters (ISO 3166): whose public holidays count.")
    land: str = Field("", description="Region with public holidays of its own, such as `BY` or `NW`.")
    timezone: str = Field("Europe/Berlin", description="Times in the plan without a zone are meant here.")
    website: str = Field("", description="Shown on the overview.")


def _check(plan: Plan) -> Iterable[Doubt]:
    company = plan[COMPANY]
    yield from _check_zone(company.timezone)
    lands = _lands(company.country)
    if lands is None:
        what = Reason("plan.unknown_country", {"country": company.country})
        yield Doubt(("company", "country"), what, Reason("plan.fix.country"))
    elif company.land and company.land not in lands:
        what = Reason("plan.unknown_land", {"land": company.land, "country": company.country})
        yield Doubt(("company", "land"), what, Reason("plan.fix.one_of", {"allowed": lands}))


def _lands(country: str) -> list[str] | None:
    """The codes of regions with holidays of their own; None for a country nobody knows.

    Asked for one country alone: the list of all of them reads two hundred modules, half a second of a start.
    """
    if country not in EntityLoader.get_country_codes(include_aliases=True):
        return None
    return list(holidays.country_holidays(country).subdivisions)


def _check_zone(name: str) -> Iterable[Doubt]:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        what = Reason("plan.unknown_timezone", {"timezone": name})
        yield Doubt(("company", "timezone"), what, Reason("plan.fix.timezone"))


class Goal(Entry):
    """A goal is measurable or says why it is not. `stage` follows the AMEC chain of effects."""

    id: Id = Field(description="What channels and reports call this goal.")
    text: str = Field(description="What we want, in one sentence.")
    stage: Literal["input", "activity", "output", "outtake", "outcome", "impact"] = Field(
        description="Where in the chain of effects it is measured: from what we put in to what it changes."
    )
    measure: str = Field("", description="What is counted, and how.")
    target: str = Field("", description="The value to reach.")
    due: str = Field("", description="Until when, such as `2027-12-31` or `every quarter`.")
    review: str = Field("", description="When the goal itself is looked at again.")
    owner: MaybeOwner = Field(None, description="Who answers for it.")
    unmeasured: str = Field("", description="Why it cannot be measured here, if so.")


def _check_goals(plan: Plan) -> Iterable[Doubt]:
    for place, goal in enumerate(plan[GOALS]):
        missing = [key for key in ("measure", "target", "due") if not getattr(goal, key)]
        if missing and not goal.unmeasured:
            what = Reason("plan.goal_unmeasured", {"id": goal.id, "missing": missing})
            yield Doubt(("goals", place), what, Reason("plan.fix.goal_unmeasured"), "warning")


class NeverDo(Entry):
    id: Id = Field(description="What reports call this rule.")
    text: str = Field(description="What we never do.")
    why: str = Field("", description="The reason, so that nobody has to take it on trust.")
    words: list[str] = Field([], description="Words that betray it in a draft answer.")


COMPANY: Section[Company] = Section("company", Company, Company, _check)
GOALS: Section[list[Goal]] = Section("goals", list[Goal], list, _check_goals)
NEVER: Section[list[NeverDo]] = Section("never", list[NeverDo], list)
