"""The `triage` section of the plan: which rules apply in which order, and what is wrong with them."""

from collections.abc import Iterator, Sequence

from sturmwarte.core.plan.section import Doubt, Path, Plan, Section
from sturmwarte.core.plan.suggest import offer
from sturmwarte.core.reason import Reason
from sturmwarte.core.triage.condition import Condition
from sturmwarte.core.triage.hiding import BREACH
from sturmwarte.core.triage.rule import Rule, TriageRules
from sturmwarte.core.triage.shipped import default_rules
from sturmwarte.core.triage.words import problem_in
from sturmwarte.core.understand.kinds_section import BUILT_IN, KINDS
from sturmwarte.core.understand.reading import NONE

RESERVED = frozenset({"owner", "deadline", "priority", "no_rule"})
"""Ids that stand for the explanations of owner, deadline and priority in a verdict's reasons."""


def rules_of(section: TriageRules, defaults: Sequence[Rule]) -> list[Rule]:
    """The company's rules, then the shipped ones; an own rule with a shipped id stands in its place."""
    if not section.defaults:
        return list(section.rules)
    shipped = {rule.id for rule in defaults}
    changed = {rule.id: rule for rule in section.rules if rule.id in shipped}
    own = [rule for rule in section.rules if rule.id not in shipped]
    return own + [changed.get(rule.id, rule) for rule in defaults if rule.id not in section.off]


def doubts(plan: Plan) -> Iterator[Doubt]:
    """Everything wrong with the section, with the path to it."""
    section = plan[TRIAGE]
    shipped = {rule.id for rule in default_rules()}
    for i, name in enumerate(section.off):
        if name not in shipped:
            what = Reason("triage.check.off_unknown", {"id": name})
            yield Doubt(("triage", "off", i), what, offer(name, sorted(shipped)))
    kinds = {kind.id for kind in plan[KINDS]} | {NONE, *(kind for kind, *_ in BUILT_IN)}
    places: dict[str, int] = {}
    for i, rule in enumerate(section.rules):
        path: Path = ("triage", "rules", i)
        if rule.id in RESERVED:
            what = Reason("triage.check.id_reserved", {"id": rule.id})
            yield Doubt((*path, "id"), what, Reason("plan.fix.other_id"))
        if (first := places.setdefault(rule.id, i)) != i:
            what = Reason("triage.check.id_twice", {"id": rule.id, "first": first + 1})
            yield Doubt((*path, "id"), what, Reason("plan.fix.other_id"))
        if rule.hides and not _asks_for_breach(rule.when):
            fix = Reason("triage.check.hide_fix")
            yield Doubt((*path, "when"), Reason("triage.check.hide", {"rule": rule.id}), fix)
        yield from _in_condition(rule.when, (*path, "when"), kinds, section.author_history is not None)


def _asks_for_breach(when: Condition) -> bool:
    return when.kind == [BREACH] or any(_asks_for_breach(part) for part in when.all or ())


def _in_condition(when: Condition, path: Path, kinds: set[str], history: bool) -> Iterator[Doubt]:
    for name in when.kind or ():
        if name not in kinds:
            what = Reason("plan.unknown_id", {"id": name, "sections": ["kinds"]})
            yield Doubt((*path, "kind"), what, offer(name, sorted(kinds)))
    if when.author_history is not None and not history:
        fix = Reason("triage.check.history_fix")
        yield Doubt((*path, "author_history"), Reason("triage.check.history"), fix)
    if when.words is not None and (error := problem_in(when.words)):
        what = Reason("triage.check.words", {"de": error.text("de"), "en": error.text("en")})
        yield Doubt((*path, "words"), what, column=error.column)
    for place, part in _nested(when):
        yield from _in_condition(part, (*path, *place), kinds, history)


def _nested(when: Condition) -> Iterator[tuple[Path, Condition]]:
    for name in ("any", "all"):
        for i, part in enumerate(getattr(when, name) or ()):
            yield (name, i), part
    if when.not_:
        yield ("not",), when.not_


TRIAGE: Section[TriageRules] = Section("triage", TriageRules, TriageRules, doubts)
