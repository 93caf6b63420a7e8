"""Reads each line into a dated post. A line that is none goes no further."""

import msgspec

from sturmwarte.core.listen.jsonlines import LineError, parse_line
from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch, Failed


def parse(batch: Batch, context: Context) -> Batch:  # noqa: ARG001
    for item in batch.items:
        try:
            post = parse_line(item.line, received_at=item.received_at, channel=item.channel)
        except LineError as error:
            item.failed = Failed("parse", str(error))
            continue
        # A line cannot choose the run it belongs to: that is for whoever brought it in.
        item.post = msgspec.structs.replace(post, run=batch.run)
    return batch
