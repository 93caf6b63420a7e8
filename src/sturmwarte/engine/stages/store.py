"""Hands every post to the archive, matched or not: what a source delivers is kept and searchable."""

from collections import Counter

from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch, Item
from sturmwarte.station.archive import Entry


def store(batch: Batch, context: Context) -> Batch:
    items = batch.good
    outcomes = context.archive.write([entry(item) for item in items], batch.now)
    for item, outcome in zip(items, outcomes, strict=True):
        item.outcome = outcome
    for outcome, count in Counter(outcomes).items():
        context.measures.outcomes.labels(batch.run, outcome).inc(count)
    return batch


def entry(item: Item) -> Entry:
    assert item.post is not None
    return Entry(
        post=item.post,
        tokens=item.tokens,
        lang=item.lang,
        topics=item.topics,
        reading=item.reading,
        verdict=item.verdict,
        raw=item.line,
    )
