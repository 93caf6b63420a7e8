"""A rule's examples are its tests: the posts for which it must, or must not, be the one that fires."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import msgspec

from sturmwarte.core.listen.jsonlines import parse_record
from sturmwarte.core.post import Post
from sturmwarte.core.triage.recommend import Triage
from sturmwarte.core.triage.rule import Example
from sturmwarte.core.triage.seen import Context
from sturmwarte.core.triage.verdict import Verdict
from sturmwarte.core.understand.reading import Kind, Reading

A_TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)


class Failed(msgspec.Struct, frozen=True):
    """An example that came out otherwise: `fired` is the rule that decided instead (or the same one)."""

    rule: str
    example: int
    fired: str
    verdict: Verdict


def failed_examples(triage: Triage, read: Callable[[Post], Reading]) -> Iterator[Failed]:
    """Every failing example of the rules in use. `read` understands posts whose `kinds` are not given."""
    for rule in triage.rules:
        for place, example in enumerate(rule.examples):
            verdict = _verdict(triage, example, read)
            if (verdict.rule == rule.id) != example.fires:
                yield Failed(rule.id, place, verdict.rule, verdict)


def _verdict(triage: Triage, example: Example, read: Callable[[Post], Reading]) -> Verdict:
    record = {"id": "example", "channel": "example", "created_at": A_TUESDAY.isoformat(), **example.post}
    post = parse_record(record, received_at=A_TUESDAY)
    reading = read(post) if example.kinds is None else _reading(example.kinds)
    return triage.recommend(post, reading, example.topics, msgspec.convert(example.context, Context))


def _reading(kinds: dict[str, float]) -> Reading:
    best_first = sorted(kinds.items(), key=lambda item: -item[1])
    return Reading(kinds=tuple(Kind(kind, p) for kind, p in best_first))
