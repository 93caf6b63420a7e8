"""The plan as people read it at a glance: what its overview and its printed page are made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sturmwarte import packs
from sturmwarte.core.alarm.levels import LEVELS
from sturmwarte.core.overview.matrix import Matrix, matrix
from sturmwarte.core.overview.printed import when_reached
from sturmwarte.core.plan.company import COMPANY
from sturmwarte.core.plan.people import PEOPLE, TEAMS
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.respond.authority import AUTHORITY
from sturmwarte.core.triage.deadlines import DEADLINES, span_text
from sturmwarte.core.triage.hours import HOURS
from sturmwarte.station.frame.texts import language
from sturmwarte.station.plan.forms.words import choice
from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.plan.told import kind_name


@dataclass(frozen=True)
class Channel:
    name: str
    purpose: str
    goal: str
    tone: str
    address: str
    emoji: str
    hours: str
    owner: str
    deputy: str
    frozen: bool
    unsuited: str
    close_when: str
    effort: str
    wording: list[Any]


@dataclass(frozen=True)
class Cell:
    owner: str
    deputy: str
    span: int


@dataclass(frozen=True)
class Answer:
    """A request: who answers it on each channel, and how soon."""

    kind: str
    priority: int
    reply: str
    cells: list[Cell]


@dataclass(frozen=True)
class Level:
    id: str
    name: str
    when: str
    told: list[str]


@dataclass(frozen=True)
class Contact:
    """Somebody to reach on a bad night."""

    name: str
    phone: str
    email: str
    deputy: str
    teams: list[str]


@dataclass(frozen=True)
class Role:
    name: str
    may: list[str]
    must_ask: list[str]
    never: list[str]
    approver: str
    backed_by: str


@dataclass(frozen=True)
class Glance:
    company: Any
    goals: list[tuple[Any, str]]
    never: list[Any]
    channels: list[Channel]
    columns: list[str]
    answers: list[Answer]
    exceptions: list[str]
    times: list[tuple[int, str, str, str]]
    hours: list[tuple[str, str]]
    levels: list[Level]
    contacts: list[Contact]
    roles: list[Role]


def glance(active: ActivePlan, plan: Plan, day: date) -> Glance:
    texts = packs.texts(language())
    table = matrix(plan, day)
    replies = {n: span_text(spans.reply) for n, spans in plan[DEADLINES].items() if spans.reply}
    return Glance(
        company=plan[COMPANY],
        goals=[(goal, active.name(goal.owner)) for goal in active.section("goals") or ()],
        never=list(active.section("never") or ()),
        channels=[_channel(one, active) for one in active.section("channels") or ()],
        columns=[active.name(id, "channels") for id in table.channels],
        answers=_answers(table, replies, active),
        exceptions=[_exception(one, active) for one in table.except_for],
        times=[_time(n, spans, texts) for n, spans in sorted(plan[DEADLINES].items())],
        hours=_hours(plan),
        levels=_levels(plan, active, texts),
        contacts=_contacts(plan, active),
        roles=[_role(one, active) for one in plan[AUTHORITY]],
    )


def _channel(one: Any, active: ActivePlan) -> Channel:
    goal = next((goal.text for goal in active.section("goals") or () if goal.id == one.goal), "")
    return Channel(
        name=one.name or one.id,
        purpose=one.purpose,
        goal=goal,
        tone=one.tone,
        address=one.address or "",
        emoji=choice("Channel.emoji", one.emoji) if one.emoji else "",
        hours=one.hours,
        owner=active.name(one.owner),
        deputy=active.name(one.deputy),
        frozen=one.frozen,
        unsuited=one.unsuited,
        close_when=one.close_when,
        effort=f"{one.effort:g}" if one.effort is not None else "",
        wording=list(one.wording),
    )


def _answers(table: Matrix, replies: dict[int, str], active: ActivePlan) -> list[Answer]:
    return [
        Answer(
            kind_name(row.kind, active),
            row.priority,
            replies.get(row.priority, ""),
            [Cell(active.name(one.owner), active.name(one.deputy), one.span) for one in row.cells],
        )
        for row in table.rows
    ]


def _exception(one: Any, active: ActivePlan) -> str:
    """`Heiße Sockel · Frage, Beschwerde · Mastodon: Kommunikation`; what narrows nothing is left out."""
    where = [
        ", ".join(active.name(id, "topics") for id in one.topics),
        ", ".join(kind_name(id, active) for id in one.kinds),
        ", ".join(active.name(id, "channels") for id in one.channels),
    ]
    who = active.name(one.owner) + (f" ({active.name(one.deputy)})" if one.deputy else "")
    return f"{' · '.join(filter(None, where))}: {who}"


def _time(priority: int, spans: Any, texts: Any) -> tuple[int, str, str, str]:
    seen, reply = (span_text(one) if one else "–" for one in (spans.acknowledge, spans.reply))
    return priority, seen, reply, texts[f"plan.overview.clock.{spans.clock}"]


def _hours(plan: Plan) -> list[tuple[str, str]]:
    """The week as written, `mon-fri` and its windows; German has other letters for the days."""
    german = language() == "de"
    days = dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), _DAYS, strict=True)) if german else {}
    found = []
    for key, windows in plan[HOURS].week.items():
        name = "–".join(days.get(part, part.capitalize()) for part in key.split("-"))
        found.append((name, ", ".join(f"{_clock(begin)}–{_clock(end)}" for begin, end in windows)))
    return found


_DAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _levels(plan: Plan, active: ActivePlan, texts: Any) -> list[Level]:
    levels = plan[LEVELS]
    found = [
        Level(id, texts[f"plan.overview.{id}"], when_reached(texts, rise), _names(rise.notify, active))
        for id, rise in (("yellow", levels.yellow), ("orange", levels.orange), ("red", levels.red))
    ]
    calm = {"times": f"{levels.blue.below_baseline:g}", "hours": levels.blue.for_hours}
    told = _names([levels.blue.owner], active) if levels.blue.owner else []
    return [
        *found,
        Level("blue", texts["plan.overview.blue"], texts["plan.overview.calm"].format(**calm), told),
    ]


def _names(ids: Iterable[str], active: ActivePlan) -> list[str]:
    return [active.name(id) for id in ids]


def _contacts(plan: Plan, active: ActivePlan) -> list[Contact]:
    """Whoever is told at a level first, then everybody else with a telephone."""
    levels = plan[LEVELS]
    told = {id for rise in (levels.red, levels.orange, levels.yellow) for id in rise.notify}
    teams = {team.id: team for team in plan[TEAMS]}
    first = {id for team in told & set(teams) for id in teams[team].members} | told
    reached = [one for one in plan[PEOPLE] if one.phone or one.id in first]
    return [
        Contact(
            one.name,
            one.phone,
            one.email,
            active.name(one.deputy),
            [team.name for team in plan[TEAMS] if one.id in team.members],
        )
        for one in sorted(reached, key=lambda one: (one.id not in first, not one.phone))
    ]


def _role(one: Any, active: ActivePlan) -> Role:
    granted = [f"{c.what} ≤ {c.up_to:g}" if c.up_to is not None else c.what for c in one.may_concede]
    may = [*one.may_say, *granted]
    return Role(one.name, may, one.must_ask, one.never, active.name(one.approver), active.name(one.backed_by))
