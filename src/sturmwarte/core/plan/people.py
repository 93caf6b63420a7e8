"""People, teams and who is responsible for which request on which channel."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from sturmwarte.core.plan.section import Section


class Entry(BaseModel):
    """Base of every entry in a plan: unknown keys are errors, because a typo must not be silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Absence(Entry):
    start: date
    end: date
    reason: str = ""


class Person(Entry):
    id: str
    name: str
    email: str = ""
    phone: str = ""
    deputy: str | None = None
    role: str | None = Field(None, description="id in `authority`: what this person may say and concede")
    absences: list[Absence] = []


class Team(Entry):
    id: str
    name: str
    members: list[str] = []
    lead: str | None = None
    deputy: str | None = Field(None, description="person or team that steps in for the whole team")


class Responsibility(Entry):
    """Who answers `kinds` on `channels`; an empty list means all. The first entry that fits counts."""

    kinds: list[str] = []
    channels: list[str] = []
    topics: list[str] = []
    owner: str
    deputy: str | None = None


PEOPLE: Section[list[Person]] = Section("people", list[Person], list)
TEAMS: Section[list[Team]] = Section("teams", list[Team], list)
RESPONSIBILITIES: Section[list[Responsibility]] = Section("responsibilities", list[Responsibility], list)
