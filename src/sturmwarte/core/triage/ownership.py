"""Who takes a post, and who stands in: responsibilities, absences, deputies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sturmwarte.core.plan.people import (
    PEOPLE,
    RESPONSIBILITIES,
    TEAMS,
    Person,
    Responsibility,
    Team,
)
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.plan.standing_in import Away
from sturmwarte.core.reason import Reason


class Owned(Protocol):
    """A kind or a channel of the plan: may name who it belongs to."""

    @property
    def owner(self) -> str | None: ...
    @property
    def deputy(self) -> str | None: ...


Named = tuple[str, str | None, Reason]
"""Owner, deputy as named beside it, and where both come from."""


@dataclass(frozen=True)
class Assignment:
    """Who takes it now. None where the plan names nobody; `why` says where the names come from."""

    owner: str | None
    deputy: str | None
    why: Reason


def kind_in_charge(why: Reason, best: str) -> str:
    """The kind whose owner and priority count: the one a rule asked for and found, else the `best` one.

    "Is it dangerous?" is a question, but a rule for danger that fires on it gives it to whoever answers for
    danger. `why` holds the facts for which the rule fired; of several kinds asked for, the likeliest counts.
    """
    asked = dict(_asked(why.key, why.args))
    return best if best in asked or not asked else max(asked, key=lambda kind: asked[kind])


def _asked(key: str, args: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    if key == "triage.kind.is":
        yield args["kind"], args["p"]
    for fact in args.get("because", ()):
        yield from _asked(fact["key"], fact["args"])


class Roster:
    """The plan's people, made ready for asking who takes a post on a given day."""

    def __init__(self, plan: Plan, kinds: Mapping[str, Owned], channels: Mapping[str, Owned]) -> None:
        self._people: dict[str, Person] = {person.id: person for person in plan[PEOPLE]}
        self._teams: dict[str, Team] = {team.id: team for team in plan[TEAMS]}
        self._responsibilities = plan[RESPONSIBILITIES]
        self._kinds, self._channels = kinds, channels

    def assign(
        self, named: Named | None, kind: str, channel: str, topics: frozenset[str], day: date, away: Away = ()
    ) -> Assignment:
        """`named` is what the fired rule says; else the plan is asked, the most particular entry first.
        `away` are absences the plan does not know of, with the deputy named for each."""
        first = next(self._responsible(kind, channel, topics, first=True), None)
        named = first or named or next(self._named(kind, channel, topics), None)
        if named is None:
            return Assignment(None, None, Reason("triage.owner.nobody", {"kind": kind, "channel": channel}))
        owner, deputy, why = named
        gone = dict(away)
        chain = [one for one in self._chain(owner, deputy, gone) if self._there(one, day, gone)]
        if not chain:
            return Assignment(owner, deputy, Reason("triage.owner.all_absent", {"owner": owner}))
        second = next((one for one in chain if one != chain[0]), None)
        if chain[0] != owner:
            absent = Reason("triage.owner.absent", {"absent": owner, "owner": chain[0]})
            return Assignment(chain[0], second, absent)
        return Assignment(owner, second, why)

    def _named(self, kind: str, channel: str, topics: frozenset[str]) -> Iterator[Named]:
        yield from self._responsible(kind, channel, topics, first=False)
        for source, table, name in (("kind", self._kinds, kind), ("channel", self._channels, channel)):
            entry_ = table.get(name)
            if entry_ is not None and entry_.owner:
                why = Reason(f"triage.owner.{source}", {"owner": entry_.owner, source: name})
                yield entry_.owner, entry_.deputy, why

    def _responsible(
        self, kind: str, channel: str, topics: frozenset[str], *, first: bool
    ) -> Iterator[Named]:
        for entry in self._responsibilities:
            if entry.first == first and _fits(entry, kind, channel, topics):
                args = {"owner": entry.owner, "kind": kind, "channel": channel}
                yield entry.owner, entry.deputy, Reason("triage.owner.responsibility", args)

    def _chain(self, owner: str, deputy: str | None, gone: Mapping[str, str]) -> list[str]:
        """The owner, then everybody who may stand in, each once: deputies of deputies may form a ring.
        Whom somebody named for this absence comes before whom the plan names for all."""
        chain: list[str] = []
        waiting = [owner, *filter(None, (gone.get(owner), deputy))]
        while waiting:
            one = waiting.pop(0)
            if one not in chain:
                chain.append(one)
                waiting += self._deputies(one, gone)
        return chain

    def _deputies(self, one: str, gone: Mapping[str, str]) -> list[str]:
        entry = self._people.get(one) or self._teams.get(one)
        return [name for name in (gone.get(one), entry.deputy if entry else None) if name]

    def _there(self, one: str, day: date, gone: Mapping[str, str]) -> bool:
        """A person who is not away; a team unless all its members are. Unknown ids count as there."""
        if (team := self._teams.get(one)) is not None:
            return not team.members or any(self._there(member, day, gone) for member in team.members)
        if one in gone:
            return False
        person = self._people.get(one)
        return person is None or not any(a.start <= day <= a.end for a in person.absences)


def _fits(entry: Responsibility, kind: str, channel: str, topics: frozenset[str]) -> bool:
    return (
        (not entry.kinds or kind in entry.kinds)
        and (not entry.channels or channel in entry.channels)
        and (not entry.topics or not topics.isdisjoint(entry.topics))
    )
