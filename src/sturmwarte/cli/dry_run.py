"""What commands share that judge posts without a station: a file's posts, bad lines told and counted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import click

from sturmwarte.cli.inputs import lines
from sturmwarte.core.listen.jsonlines import LineError, parse_line
from sturmwarte.core.post import Post


@dataclass
class Posts:
    """Reads JSON lines. `now` is when a post without a time arrives; `rejected` counts what is none."""

    now: datetime
    rejected: int = field(default=0, init=False)

    def batches(self, path: str, size: int) -> Iterator[list[Post]]:
        """Up to `size` posts at a time; a bad line is told at once and the rest goes on."""
        batch: list[Post] = []
        for number, line in lines(path):
            try:
                batch.append(parse_line(line, received_at=self.now))
            except LineError as error:
                self.rejected += 1
                click.echo(f"{path}:{number}: {error}", err=True)
            if len(batch) == size:
                yield batch
                batch = []
        if batch:
            yield batch
