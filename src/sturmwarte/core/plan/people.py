"""People, teams and who is responsible for which request on which channel."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field

from sturmwarte.core.plan.entry import Entry as Entry  # noqa: PLC0414 - stages import it from here
from sturmwarte.core.plan.entry import Id, MaybeOwner, Owner, Ref
from sturmwarte.core.plan.section import Doubt, Plan, Section
from sturmwarte.core.reason import Reason


class Absence(Entry):
    start: date = Field(description="First day of the absence.")
    end: date = Field(description="Last day of the absence.")
    reason: str = Field("", description="Shown to the team; leave out what is private.")


class Person(Entry):
    id: Id = Field(description="What the rest of the plan calls this person.")
    name: str = Field(description="As shown on a case.")
    email: str = Field("", description="Links to the login with this verified address.")
    phone: str = Field("", description="Called when an alarm is not acknowledged.")
    deputy: MaybeOwner = Field(None, description="Person or team that steps in.")
    role: Annotated[str | None, Ref("authority")] = Field(
        None, description="Id in `authority`: what this person may say and concede."
    )
    absences: list[Absence] = Field([], description="Times at which the deputy is asked instead.")


class Team(Entry):
    id: Id = Field(description="What the rest of the plan calls this team.")
    name: str = Field(description="As shown on a case.")
    members: Annotated[list[str], Ref("people")] = Field([], description="Ids of people.")
    lead: Annotated[str | None, Ref("people")] = Field(None, description="Who leads the team.")
    deputy: MaybeOwner = Field(None, description="Person or team that steps in for the whole team.")


class Responsibility(Entry):
    """Who answers `kinds` on `channels`; an empty list means all. The first entry that fits counts.

    One with `first` counts even before the owner that a rule of triage names; emergency changes are such.
    """

    kinds: Annotated[list[str], Ref("kinds")] = Field([], description="Kinds of request; none means all.")
    channels: Annotated[list[str], Ref("channels")] = Field([], description="Channels; none means all.")
    topics: Annotated[list[str], Ref("topics")] = Field([], description="Topics; none means all.")
    owner: Owner = Field(description="Person or team that answers.")
    deputy: MaybeOwner = Field(None, description="Person or team that steps in.")
    first: bool = Field(False, description="Counts even before the owner that a rule of `triage` names.")


def _check_people(plan: Plan) -> Iterable[Doubt]:
    for place, person in enumerate(plan[PEOPLE]):
        if person.deputy == person.id:
            yield Doubt(("people", place, "deputy"), Reason("plan.own_deputy", {"id": person.id}))
        for nth, absence in enumerate(person.absences):
            if absence.end < absence.start:
                where = ("people", place, "absences", nth, "end")
                yield Doubt(where, Reason("plan.ends_before_start", {"start": str(absence.start)}))


def _check_teams(plan: Plan) -> Iterable[Doubt]:
    people = {person.id for person in plan[PEOPLE]}
    for place, team in enumerate(plan[TEAMS]):
        if team.id in people:
            what = Reason("plan.team_and_person", {"id": team.id})
            yield Doubt(("teams", place, "id"), what, Reason("plan.fix.other_id"))
        if team.deputy == team.id:
            yield Doubt(("teams", place, "deputy"), Reason("plan.own_deputy", {"id": team.id}))
        if not team.members:
            yield Doubt(("teams", place), Reason("plan.empty_team", {"id": team.id}), severity="warning")
        elif team.lead and team.lead not in team.members:
            what = Reason("plan.lead_outside", {"id": team.lead, "team": team.id})
            yield Doubt(("teams", place, "lead"), what, severity="warning")


def _check_responsibilities(plan: Plan) -> Iterable[Doubt]:
    """An entry after one that takes everything is never reached."""
    catch_all = None
    for place, entry in enumerate(plan[RESPONSIBILITIES]):
        if catch_all is not None:
            what = Reason("plan.never_reached", {"number": place + 1, "first": catch_all + 1})
            yield Doubt(("responsibilities", place), what, Reason("plan.fix.move_up"), "warning")
        elif not (entry.kinds or entry.channels or entry.topics):
            catch_all = place


PEOPLE: Section[list[Person]] = Section("people", list[Person], list, _check_people)
TEAMS: Section[list[Team]] = Section("teams", list[Team], list, _check_teams, ("people",))
RESPONSIBILITIES: Section[list[Responsibility]] = Section(
    "responsibilities", list[Responsibility], list, _check_responsibilities
)
