"""`sturmwarte understand`: what is understood of each post, and why. Needs no station."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from sturmwarte import packs
from sturmwarte.cli.dry_run import Posts
from sturmwarte.cli.failure import REJECTED, USAGE, Failure
from sturmwarte.cli.outputs import emit
from sturmwarte.cli.plan.reading import plan_from, spoken
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
    posts: Posts

    def over(self, path: str) -> None:
        for batch in self.posts.batches(path, BATCH):
            self._tell(batch)

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
    run = Run(reader, dict(packs.texts(lang)) if lang else None, Posts(datetime.now(UTC)))
    for path in paths:
        run.over(path)
    return REJECTED if run.posts.rejected else 0
