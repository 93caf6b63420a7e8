"""The full trail behind a recommendation, for a page: rules tried, what was understood, who and when."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sturmwarte import packs
from sturmwarte.core.reason import Reason
from sturmwarte.core.triage.verdict import Verdict
from sturmwarte.station.archive.records import Found
from sturmwarte.station.frame import formats
from sturmwarte.station.frame.texts import language, said
from sturmwarte.station.plan.pages.active import OWNERS, ActivePlan
from sturmwarte.station.respond import words

_SIDE = ("owner", "deadline", "priority")
"""Entries of a verdict's reasons that explain who and until when; the others are rules."""

_LABEL = re.compile(r"^(\w+): ")


@dataclass(frozen=True)
class Step:
    """A rule that was tried: its sentence and the facts beneath it."""

    name: str
    fired: bool
    sentence: str
    facts: list[str]


@dataclass(frozen=True)
class Trail:
    fired: Step | None
    side: list[Step]
    failed: list[Step]
    also: list[str]
    made_by: dict[str, str]


def trail(found: Found, plan: ActivePlan) -> Trail:
    """Everything under "Why?" for one post."""
    steps = _steps(found.verdict, plan) if found.verdict else []
    return Trail(
        fired=next((step for step in steps if step.fired and step.name not in _SIDE), None),
        side=[step for step in steps if step.name in _SIDE],
        failed=[step for step in steps if not step.fired and step.name not in _SIDE],
        also=[str(words.DUTIES.get(duty, duty)) for duty in (found.verdict.also if found.verdict else ())],
        made_by={
            **(found.reading.made_by if found.reading else {}),
            **(found.verdict.made_by if found.verdict else {}),
        },
    )


def counted_words(found: Found) -> set[str]:
    """The words of the post for which the rule fired and which made its kind the likeliest.

    Weak words of other kinds ("wie", "wo") counted for nothing and are left out.
    """
    rule = next((one.why for one in found.verdict.reasons if one.fired), None) if found.verdict else None
    counted = [rule] if rule else []
    if found.reading:
        kinds = {found.reading.best_kind, *(_kinds_in(rule) if rule else ())}
        counted += [why for why in found.reading.why.get("kinds", ()) if why.args.get("kind") in kinds]
    return {word for reason in counted for word in _words_in(reason.args)}


def in_words(reason: Reason, plan: ActivePlan) -> str:
    """The sentence, with names instead of ids and percentages instead of fractions."""
    return said(Reason(reason.key, {key: _named(key, value, plan) for key, value in reason.args.items()}))


def sentence(verdict: Verdict, plan: ActivePlan) -> str:
    """The reason in one sentence. A company's own rule without words of its own gives its name and facts."""
    if not verdict.reasons:
        return ""
    why = verdict.reasons[0].why
    facts = _facts(why, plan)
    if why.key != "triage.own_rule" or not facts:
        return in_words(why, plan)
    # A colon after the rule's name is enough: "Request: danger" becomes "request danger" in the line.
    told = ", ".join(_LABEL.sub(r"\1 ", fact) for fact in facts)
    return _("Rule “%(name)s”: %(facts)s") % {"name": rule_name(verdict.rule, plan), "facts": told}


def rule_name(id: str, plan: ActivePlan) -> str:
    """What the plan calls one of its own rules, in the reader's language; the id where it has no name."""
    rules = getattr(plan.section("triage"), "rules", ())
    names = (rule.name.pair()[language()] for rule in rules if rule.id == id)
    return next(names, "") or id


def _steps(verdict: Verdict, plan: ActivePlan) -> list[Step]:
    return [
        Step(one.rule, one.fired, in_words(one.why, plan), _facts(one.why, plan)) for one in verdict.reasons
    ]


def _facts(reason: Reason, plan: ActivePlan) -> list[str]:
    return [in_words(fact, plan) for fact in _reasons(reason.args.get("because"))]


def _reasons(value: Any) -> Iterable[Reason]:
    for one in value if isinstance(value, list | tuple) else ():
        if isinstance(one, Reason):
            yield one
        elif isinstance(one, Mapping) and "key" in one:
            yield Reason(str(one["key"]), dict(one.get("args") or {}))


_SECTIONS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("owner", "deputy", "absent", "team", "person"), OWNERS),
    "channel": ("channels",),
    **dict.fromkeys(("topic", "topics"), ("topics",)),
}
"""Where in the plan to find the name of an argument of a reason."""


def _named(key: str, value: Any, plan: ActivePlan) -> Any:
    if isinstance(value, list | tuple):
        return [_named(key, one, plan) for one in value]
    if isinstance(value, float) and 0 <= value <= 1 and key != "se":  # standard errors are no share
        return formats.percent(value)
    return _name(key, value, plan) if isinstance(value, str) else value


def _name(key: str, value: str, plan: ActivePlan) -> str:
    if key in {"verdict"} and value in words.VERDICTS:
        return str(words.VERDICTS[value][0])
    if value in words.KINDS and key in {"kind", "kinds", "found", "wanted"}:
        return str(words.KINDS[value])
    if key == "aspect":
        return packs.texts(language()).get(f"name.aspect.{value}", value)
    return plan.name(value, *_SECTIONS[key]) if key in _SECTIONS else value


def _kinds_in(reason: Reason) -> set[str]:
    """The kinds that a fired rule asked for and found."""
    within = {kind for fact in _reasons(reason.args.get("because")) for kind in _kinds_in(fact)}
    return within | ({str(reason.args["kind"])} if reason.key == "triage.kind.is" else set())


def _words_in(args: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    for key, value in args.items():
        if key in {"words", "word", "phrases", "hits"}:
            found |= {str(one) for one in (value if isinstance(value, list | tuple) else [value])}
        elif key == "because":
            for reason in _reasons(value):
                found |= _words_in(reason.args)
    return found
