"""Who answers which request on which channel: the question most often asked of a plan, as a table."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

import msgspec

from sturmwarte.core.plan.channels import CHANNELS
from sturmwarte.core.plan.people import RESPONSIBILITIES, Responsibility
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.triage.ownership import Roster
from sturmwarte.core.understand.kinds_section import KINDS


class Cell(msgspec.Struct, frozen=True):
    """Ids of who answers and who steps in, empty for nobody, on `span` neighbouring channels."""

    owner: str
    deputy: str
    span: int


class Row(msgspec.Struct, frozen=True):
    kind: str
    priority: int
    cells: tuple[Cell, ...]


class Matrix(msgspec.Struct, frozen=True):
    """Rows by priority, columns in the plan's order. `except_for` are entries that count for some topics
    alone and so stand beside the table."""

    channels: tuple[str, ...]
    rows: tuple[Row, ...]
    except_for: tuple[Responsibility, ...]


def matrix(plan: Plan, day: date) -> Matrix:
    """As triage would decide for a post without a topic that arrives on `day`; absences are minded."""
    kinds = sorted(plan[KINDS], key=lambda kind: kind.priority)
    channels = tuple(channel.id for channel in plan[CHANNELS])
    roster = Roster(plan, {one.id: one for one in kinds}, {one.id: one for one in plan[CHANNELS]})
    rows = tuple(Row(k.id, k.priority, tuple(_cells(roster, k.id, channels, day))) for k in kinds)
    narrowed = tuple(entry for entry in plan[RESPONSIBILITIES] if entry.topics)
    return Matrix(channels, rows, narrowed)


def _cells(roster: Roster, kind: str, channels: Sequence[str], day: date) -> list[Cell]:
    found = []
    for channel in channels or ("",):
        who = roster.assign(None, kind, channel, frozenset(), day)
        found.append((who.owner or "", who.deputy or ""))
    return [Cell(*who, len(list(same))) for who, same in groupby(found)]
