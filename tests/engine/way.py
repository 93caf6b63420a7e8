"""A post's way through the pipeline, as tests walk it."""

from datetime import UTC, datetime

import msgspec

from sturmwarte.engine import pipeline
from sturmwarte.engine.clock import SteppedClock
from sturmwarte.engine.item import Batch, Item
from sturmwarte.station.archive import Archive, May

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
FIRE = "Mein Zeisig Flott hat gebrannt, die Steckdose ist schwarz"


def line(id, text=FIRE, **fields):
    return msgspec.json.encode({"id": id, "channel": "mastodon", "text": text, **fields})


def batch(*lines, run="live", now=NOW):
    items = [Item(each, "", now, number) for number, each in enumerate(lines, 1)]
    return Batch(items, run, SteppedClock(now))


def run(context, *lines, run="live", now=NOW):
    return pipeline.run(batch(*lines, run=run, now=now), context)


def kept(id, run=None):
    return Archive().get("mastodon", id, may=May.everything(), run=run)
