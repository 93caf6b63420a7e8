"""A plan's tests: example posts, and the recommendation they must get. Its rules' examples are tests too."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import msgspec
from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from sturmwarte.core.listen.jsonlines import LineError, parse_record
from sturmwarte.core.plan.company import COMPANY
from sturmwarte.core.plan.entry import Entry, MaybeOwner, Ref
from sturmwarte.core.plan.section import Doubt, Plan, Section
from sturmwarte.core.plan.suggest import offer
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.core.triage.deadlines import span, span_text
from sturmwarte.core.triage.examples import failed_examples
from sturmwarte.core.triage.recommend import Triage
from sturmwarte.core.triage.section import TRIAGE
from sturmwarte.core.triage.seen import Context
from sturmwarte.core.triage.verdict import Action, Duty, Verdict
from sturmwarte.core.understand.reading import Reading

A_TUESDAY = datetime(2026, 3, 3, 10, 0)  # noqa: DTZ001 - given the company's zone below
"""When a test happens that names no time: a working day in the whole of Germany, in the morning."""

_SLACK = timedelta(seconds=59)


def _when(value: object) -> object:
    if isinstance(value, str):
        if value == "none":
            return value
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return span(value)
    return span(value)


def _when_text(value: Any) -> Any:
    return span_text(value) if isinstance(value, timedelta) else value


When = Annotated[
    timedelta | datetime | Literal["none"] | None,
    BeforeValidator(_when),
    PlainSerializer(_when_text),
    WithJsonSchema({"type": "string", "examples": ["60 min", "4 h", "2026-03-09 12:00", "none"]}),
]
"""A deadline as a span after the post was received, as a point in time, or `none`."""


class Expect(Entry):
    """What the recommendation must be. What is left out is not looked at."""

    verdict: Action | None = Field(None, description="The recommendation.")
    kind: Annotated[str | None, Ref("kinds")] = Field(None, description="The request understood first.")
    owner: MaybeOwner = Field(None, description="Who gets it.")
    priority: int | None = Field(None, ge=1, le=5, description="1 comes first, 5 last.")
    deadline: When = Field(
        None, description="Until when it is answered: a span (`60 min`), a time, or `none`."
    )
    also: list[Duty] | None = Field(None, description="The further duties, all of them, in any order.")


class Test(Entry):
    """One example post and what must become of it."""

    __test__ = False  # pytest: not one of yours

    name: str = Field(description="What the test is about; shown when it fails.")
    post: dict[str, Any] = Field(description="The post, with the keys of the JSON-lines format.")
    now: datetime | None = Field(None, description="When it arrives; otherwise a Tuesday morning.")
    context: dict[str, Any] = Field({}, description="What is known around it, such as `answered: true`.")
    expect: Expect = Field(description="What must come of it.")


def _check(plan: Plan) -> Iterable[Doubt]:
    names: dict[str, int] = {}
    for place, test in enumerate(plan[TESTS]):
        if test.name in names:
            what = Reason("plan.test_twice", {"name": test.name, "first": names[test.name] + 1})
            yield Doubt(("tests", place, "name"), what, severity="warning")
        names.setdefault(test.name, place)
        yield from _unknown_keys(place, "post", test.post, Post)
        yield from _unknown_keys(place, "context", test.context, Context)
        if not test.expect.model_fields_set:
            yield Doubt(("tests", place, "expect"), Reason("plan.test_expects_nothing"))
        try:
            post_of(plan, test)
            msgspec.convert(test.context, Context)
        except (LineError, msgspec.ValidationError) as error:
            yield Doubt(("tests", place, "post"), Reason("plan.test_no_post", {"why": str(error)}))


def _unknown_keys(
    place: int, field: str, given: dict[str, Any], shape: type[msgspec.Struct]
) -> Iterable[Doubt]:
    known = shape.__struct_fields__
    for key in given:
        if key not in known:
            yield Doubt(
                ("tests", place, field, key), Reason("plan.unknown_key", {"key": key}), offer(key, known)
            )


TESTS: Section[list[Test]] = Section("tests", list[Test], list, _check)


class Miss(msgspec.Struct, frozen=True):
    """A field that came out otherwise than expected; both as a person would write them in the plan."""

    field: str
    expected: str
    got: str

    @property
    def reason(self) -> Reason:
        args = {"field": self.field, "expected": self.expected, "got": self.got}
        return Reason("plan.test_missed", args)


@dataclass(frozen=True)
class Judged:
    """What came of a post: the verdict, and the kind it was taken for."""

    verdict: Verdict
    kind: str


@dataclass(frozen=True)
class Rehearsed:
    """One test, done. It passed when nothing was missed."""

    test: Test
    verdict: Verdict
    kind: str
    misses: tuple[Miss, ...]

    @property
    def passed(self) -> bool:
        return not self.misses

    @property
    def name(self) -> Reason:
        return Reason("plan.test_name", {"name": self.test.name})

    @property
    def faults(self) -> list[Reason]:
        return [miss.reason for miss in self.misses]


@dataclass(frozen=True)
class Proved:
    """One example of a rule of the plan, done. `number` counts from 1; `verdict` is None when it passed."""

    rule: str
    number: int
    fires: bool
    verdict: Verdict | None

    @property
    def passed(self) -> bool:
        return self.verdict is None

    @property
    def name(self) -> Reason:
        return Reason("plan.example_name", {"rule": self.rule, "number": self.number})

    @property
    def faults(self) -> list[Reason]:
        if self.verdict is None:
            return []
        key = "plan.example_must_fire" if self.fires else "plan.example_must_not_fire"
        return [Reason(key, {"rule": self.rule, "fired": self.verdict.rule})]


Judge = Callable[[Post, Context, datetime], Judged]
"""(post, what is known around it, now) -> what the station would recommend."""


def rehearse(plan: Plan, tests: Sequence[Test], judge: Judge) -> list[Rehearsed]:
    """Runs `tests` with the company's time zone. `judge` comes from the composition of all stages."""
    results = []
    for test in tests:
        post, now = post_of(plan, test), time_of(plan, test)
        judged = judge(post, msgspec.convert(test.context, Context), now)
        zone = ZoneInfo(plan[COMPANY].timezone)
        misses = tuple(_misses(test.expect, judged, now, zone))
        results.append(Rehearsed(test, judged.verdict, judged.kind, misses))
    return results


def prove(plan: Plan, triage: Triage, read: Callable[[Post], Reading]) -> list[Proved]:
    """Runs the examples of the plan's own rules; the shipped rules' are the product's own tests."""
    own = [
        (rule.id, place, example)
        for rule in plan[TRIAGE].rules
        for place, example in enumerate(rule.examples)
    ]
    failed = {(one.rule, one.example): one.verdict for one in (failed_examples(triage, read) if own else ())}
    return [Proved(rule, place + 1, example.fires, failed.get((rule, place))) for rule, place, example in own]


def time_of(plan: Plan, test: Test) -> datetime:
    """When the test happens, aware; a time without a zone is meant in the company's."""
    moment = test.now or A_TUESDAY
    return _aware(moment, ZoneInfo(plan[COMPANY].timezone))


def post_of(plan: Plan, test: Test) -> Post:
    """The test's post as if it had just been received; raises `LineError` where it is none."""
    now = time_of(plan, test)
    given = {"id": "test", "channel": "test", "created_at": now.isoformat(), **test.post}
    return parse_record(given, received_at=now)


def _misses(expect: Expect, judged: Judged, now: datetime, zone: ZoneInfo) -> Iterable[Miss]:
    verdict = judged.verdict
    got = {
        "verdict": verdict.verdict,
        "kind": judged.kind,
        "owner": verdict.owner,
        "priority": verdict.priority,
    }
    for field, value in got.items():
        wanted = getattr(expect, field)
        if field in expect.model_fields_set and wanted != value:
            yield Miss(field, _shown(wanted), _shown(value))
    if expect.also is not None and set(expect.also) != set(verdict.also):
        yield Miss("also", _shown(expect.also), _shown(verdict.also))
    if expect.deadline is not None and not _meets(expect.deadline, verdict.deadline, now, zone):
        yield Miss("deadline", _shown(_when_text(expect.deadline)), _deadline(verdict.deadline, now, zone))


def _meets(wanted: Any, got: datetime | None, now: datetime, zone: ZoneInfo) -> bool:
    if wanted == "none" or got is None:
        return wanted == "none" and got is None
    due = now + wanted if isinstance(wanted, timedelta) else _aware(wanted, zone)
    return abs(due - got) <= _SLACK


def _deadline(got: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    if got is None:
        return "none"
    return f"{span_text(got - now.astimezone(UTC))} ({got.astimezone(zone):%Y-%m-%d %H:%M})"


def _aware(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _shown(value: Any) -> str:
    if value is None or value in ([], ()):
        return "none"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
