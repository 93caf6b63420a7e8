"""What a plan leaves out, and what that costs."""

from collections.abc import Iterable, Iterator, Sequence

from sturmwarte.core.alarm.levels import LEVELS
from sturmwarte.core.foresee.section import FORESIGHT
from sturmwarte.core.listen.topics import TOPICS
from sturmwarte.core.overview.remark import MINOR, STOPS, WEAKENS, Remark, heaviest_first
from sturmwarte.core.plan.channels import CHANNELS
from sturmwarte.core.plan.company import GOALS
from sturmwarte.core.plan.people import PEOPLE, RESPONSIBILITIES, TEAMS
from sturmwarte.core.plan.section import Plan, Section
from sturmwarte.core.reason import Reason
from sturmwarte.core.rehearse import TESTS
from sturmwarte.core.triage.section import TRIAGE
from sturmwarte.core.understand.kinds_section import KINDS

_STOPS = frozenset({"topics", "people", "responsibilities", "deadlines"})
_MINOR = frozenset({"goals", "retention", "triage", "foresight", "hours"})
"""Sections with defaults that carry a while, or that nothing else is built on."""


def missing(plan: Plan) -> list[Remark]:
    """Empty sections first by weight, then what is missing within the others; each with what it costs."""
    found = [Remark(Reason(f"plan.missing.{gap}"), gap, _weight(gap)) for gap in plan.gaps]
    for look in (_unanswered, _deputies, _numbers, _channels, _topics, _goals, _levels, _untested):
        found += look(plan)
    return heaviest_first(found)


def _weight(gap: str) -> int:
    return STOPS if gap in _STOPS else MINOR if gap in _MINOR else WEAKENS


def _unanswered(plan: Plan) -> Iterator[Remark]:
    """Requests that reach nobody: no owner of their own, no entry for all channels and topics."""
    if "kinds" in plan.gaps and "responsibilities" in plan.gaps:
        return  # the empty sections say so already
    everywhere = [one for one in plan[RESPONSIBILITIES] if not one.channels and not one.topics]
    if any(not one.kinds for one in everywhere):
        return
    answered = {kind for one in everywhere for kind in one.kinds}
    unowned = [kind.name or kind.id for kind in plan[KINDS] if not kind.owner and kind.id not in answered]
    channels = [one.name or one.id for one in plan[CHANNELS] if not one.owner]
    if unowned and (channels or not plan[CHANNELS]):
        what = Reason("plan.missing.owner_of_kinds", {"kinds": unowned, "channels": channels or ["–"]})
        yield Remark(what, "kinds", STOPS)


def _deputies(plan: Plan) -> Iterator[Remark]:
    owners = set(_owners(plan))
    alone = [one.name for one in plan[PEOPLE] if one.id in owners and not one.deputy]
    if alone:
        yield Remark(Reason("plan.missing.deputy", {"people": alone}), "people", WEAKENS)
    small = [team.name for team in plan[TEAMS] if len(team.members) < 2 and not team.deputy]
    if small:
        yield Remark(Reason("plan.missing.deputy", {"people": small}), "teams", WEAKENS)


def _numbers(plan: Plan) -> Iterator[Remark]:
    """Those who are told at a level must be reached at night, and a mail wakes nobody."""
    levels = plan[LEVELS]
    told = {id for rise in (levels.yellow, levels.orange, levels.red) for id in rise.notify}
    members = {id for team in plan[TEAMS] if team.id in told for id in team.members}
    mute = [one.name for one in plan[PEOPLE] if one.id in told | members and not one.phone]
    if mute:
        yield Remark(Reason("plan.missing.phone", {"people": mute}), "people", WEAKENS)
    if "levels" not in plan.gaps and not levels.red.notify:
        yield Remark(Reason("plan.missing.told_at_red"), "levels", STOPS)


def _channels(plan: Plan) -> Iterator[Remark]:
    for channel in plan[CHANNELS]:
        for field, weight in (("owner", WEAKENS), ("purpose", MINOR), ("tone", MINOR)):
            if not getattr(channel, field):
                what = Reason(f"plan.missing.channel_{field}", {"channel": channel.name or channel.id})
                yield Remark(what, "channels", weight, channel.id)


def _topics(plan: Plan) -> Iterator[Remark]:
    for topic in plan[TOPICS]:
        name = {"topic": topic.name or topic.id}
        if not (topic.purpose and topic.legal_basis):
            yield Remark(Reason("plan.missing.topic_basis", name), "topics", WEAKENS, topic.id)
        if not topic.owner:
            yield Remark(Reason("plan.missing.topic_owner", name), "topics", MINOR, topic.id)
        if topic.expires is None:
            yield Remark(Reason("plan.missing.topic_end", name), "topics", MINOR, topic.id)


def _goals(plan: Plan) -> Iterator[Remark]:
    for goal in plan[GOALS]:
        if not goal.measure and not goal.unmeasured:
            yield Remark(Reason("plan.missing.goal_measure", {"goal": goal.text}), "goals", MINOR, goal.id)


def _levels(plan: Plan) -> Iterator[Remark]:
    if "levels" not in plan.gaps and plan[LEVELS].rule_of_thumb:
        yield Remark(Reason("plan.missing.own_figures"), "levels", MINOR)


def _untested(plan: Plan) -> Iterator[Remark]:
    """What no test stands for can be broken without anybody noticing."""
    if "tests" in plan.gaps:
        return
    tested = {test.expect.kind for test in plan[TESTS]}
    urgent = [kind.name or kind.id for kind in plan[KINDS] if kind.priority <= 2 and kind.id not in tested]
    if urgent:
        yield Remark(Reason("plan.missing.test_of_kinds", {"kinds": urgent}), "tests", WEAKENS)
    bare = [rule.id for rule in plan[TRIAGE].rules if not rule.examples]
    if bare:
        yield Remark(Reason("plan.missing.examples", {"rules": bare}), "triage", MINOR)


def _owners(plan: Plan) -> Iterator[str]:
    """Whoever answers for something by name."""
    sections: Sequence[Section[Iterable[object]]] = (KINDS, CHANNELS, RESPONSIBILITIES, TOPICS, GOALS)
    for section in sections:
        for entry in plan[section]:
            if owner := getattr(entry, "owner", None):
                yield str(owner)
    yield from plan[FORESIGHT].notify
