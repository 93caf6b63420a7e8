"""Topics: named queries, each with the purpose and legal basis that allow it to be kept."""

from collections.abc import Iterable
from datetime import date

from pydantic import Field

from sturmwarte.core.plan.entry import Entry, Id, MaybeOwner
from sturmwarte.core.plan.section import Doubt, Plan, Section
from sturmwarte.core.query.errors import QueryError
from sturmwarte.core.query.lint import lint
from sturmwarte.core.reason import Reason

ACCOUNTABLE = ("purpose", "legal_basis", "owner", "expires")


class Topic(Entry):
    id: Id = Field(description="What rules, reports and `match` call this topic.")
    name: str = Field("", description="As shown on screens.")
    query: str = Field(description="What belongs to it, in the query language.")
    purpose: str = Field("", description="Why we listen for this.")
    legal_basis: str = Field(
        "", description="What allows it, such as GDPR Art. 6(1)(f) and the interest meant."
    )
    owner: MaybeOwner = Field(None, description="Who looks after the query.")
    expires: date | None = Field(None, description="When it ends unless someone renews it.")


def _check(plan: Plan) -> Iterable[Doubt]:
    for place, topic in enumerate(plan[TOPICS]):
        missing = [key for key in ACCOUNTABLE if not getattr(topic, key)]
        if missing:
            what = Reason("plan.topic_unaccounted", {"id": topic.id, "missing": missing})
            yield Doubt(("topics", place), what, Reason("plan.fix.topic_unaccounted"), "warning")
        yield from _in_query(place, topic.query)


def _in_query(place: int, query: str) -> Iterable[Doubt]:
    path = ("topics", place, "query")
    try:
        for warning in lint(query):
            said = Reason("plan.query", {"why_de": warning.text("de"), "why_en": warning.text("en")})
            yield Doubt(path, said, severity=warning.severity, column=warning.at.first)
    except QueryError as error:
        said = Reason("plan.query", {"why_de": error.text("de"), "why_en": error.text("en")})
        yield Doubt(path, said, column=error.column)


TOPICS: Section[list[Topic]] = Section("topics", list[Topic], list, _check)
