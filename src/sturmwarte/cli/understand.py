"""`sturmwarte understand`: what is understood of each post, and why. Needs no station."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from sturmwarte import packs
from sturmwarte.cli.failure import REJECTED, USAGE, Failure
from sturmwarte.cli.inputs import lines
from sturmwarte.cli.outputs import emit
from sturmwarte.cli.plan.reading import plan_from, spoken
from sturmwarte.core.listen.jsonlines import LineError, parse_line
from sturmwarte.core.post import Post
from sturmwarte.core.triage.sentence import sentence
from sturmwarte.core.understand.reader import Understand
from sturmwarte.core.understand.reading import Reading
from sturmwarte.engine import dayone
from sturmwarte.engine.own_model import own

BATCH = 500


@dataclass
class Run:
    """One run of the command: a bad line is told and counted, the rest goes on."""

    reader: Understand
    texts: dict[str, str] | None
    rejected: int = 0

    def over(self, path: str) -> None:
        batch: list[Post] = []
        for post in self._posts(path):
            batch.append(post)
            if len(batch) == BATCH:
                self._tell(batch)
                batch = []
        self._tell(batch)

    def _posts(self, path: str) -> Iterator[Post]:
        for number, line in lines(path):
            try:
                yield parse_line(line, received_at=datetime.now(UTC))
            except LineError as error:
                self.rejected += 1
                click.echo(f"{path}:{number}: {error}", err=True)

    def _tell(self, posts: list[Post]) -> None:
        for post, reading in zip(posts, self.reader.read_batch(posts), strict=True):
            emit({"id": post.id, **told(reading, self.texts)})


def told(reading: Reading, texts: dict[str, str] | None) -> dict[str, Any]:
    """The reading in the form that docs/understanding.md describes; every key is there, also when empty."""
    out = {name: getattr(reading, name) for name in _KEYS}
    why: dict[str, Any] = msgspec.to_builtins(reading.why)
    if texts:
        why = {name: [sentence(reason, texts) for reason in reasons] for name, reasons in reading.why.items()}
    plain: dict[str, Any] = msgspec.to_builtins(out)
    return plain | {"why": why}


_KEYS = (
    *(
        "lang",
        "relevant",
        "sentiment",
        "kinds",
        "heat",
        "emotion",
        "offensive",
        "answer",
        "urgency",
        "aspects",
    ),
    "unsure",
)


@click.command()
@click.argument("posts", nargs=-1)
@click.option("--plan", "folder", type=click.Path(path_type=Path), metavar="DIR", help="The plan's folder.")
@click.option("--lang", type=click.Choice(packs.LANGUAGES), help="Every reason as a sentence.")
@click.option("--words-only", is_flag=True, help="Judge by words and rules alone, without learned examples.")
def command(posts: tuple[str, ...], folder: Path | None, lang: str | None, words_only: bool) -> int:
    """Say what is understood of each post, how surely, and why.

    POSTS are files of JSON lines, plain or gzip; - or nothing is standard input. For each post one line
    {"id", "lang", "relevant", "sentiment", "kinds", "heat", "emotion", "offensive", "answer", "urgency",
    "aspects", "unsure", "why"} is written. A plan adds its own kinds and words, and the names that tell
    whether the company is meant; without one, "relevant" is null. Nothing is stored.
    """
    paths = posts or ("-",)
    if list(paths).count("-") > 1:
        raise Failure("standard input can be read only once; name a file instead of one -", USAGE)
    plan = plan_from(folder, lang or spoken()) if folder else None
    reader = (
        Understand(plan) if words_only else Understand(plan, prior=dayone.learned(), **own(plan)._asdict())
    )
    run = Run(reader, dict(packs.texts(lang)) if lang else None)
    for path in paths:
        run.over(path)
    return REJECTED if run.rejected else 0
