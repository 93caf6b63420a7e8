"""`sturmwarte triage`: what the plan recommends for each post, and why. A dry run without a station."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import msgspec

from sturmwarte import packs
from sturmwarte.cli.dry_run import Posts
from sturmwarte.cli.failure import REJECTED, USAGE, Failure
from sturmwarte.cli.outputs import emit
from sturmwarte.cli.plan.reading import plan_from, spoken
from sturmwarte.core.plan.company import COMPANY
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.triage.seen import Context, Item
from sturmwarte.core.triage.sentence import sentence
from sturmwarte.core.triage.verdict import Verdict
from sturmwarte.engine.brain import Brain, make

BATCH = 200

_NO_PLAN = {
    "de": "kein Plan angegeben (--plan ORDNER): nur die mitgelieferten Regeln gelten, ohne Zuständige",
    "en": "no plan given (--plan DIR): only the shipped rules apply, without owners",
}


@dataclass
class Around:
    """What earlier posts of the input tell about a later one: our posts, and texts heard before."""

    own: set[str] = field(default_factory=set)
    texts: Counter[int] = field(default_factory=Counter)
    """By hash: a file of any size must fit."""

    def of(self, post: Post) -> Context:
        text = hash(post.content)
        known = Context(
            replies_to_own=post.in_reply_to in self.own and not post.own,
            copies=self.texts[text] if post.content else 0,
        )
        self.texts[text] += 1
        if post.own:
            self.own.add(post.id)
        return known


@dataclass
class DryRun:
    """One run of the command: a bad line is told and counted, the rest goes on."""

    brain: Brain
    now: datetime
    texts: dict[str, str] | None
    posts: Posts
    around: Around = field(default_factory=Around)

    def over(self, path: str) -> None:
        for batch in self.posts.batches(path, BATCH):
            self._tell(batch)

    def _tell(self, posts: list[Post]) -> None:
        documents = [Document(post) for post in posts]
        readings = self.brain.read(documents)
        for document, reading in zip(documents, readings, strict=True):
            document.lang = reading.lang
        topics = self.brain.match(documents)
        items: list[Item] = [
            (post, reading, frozenset(found), self.around.of(post))
            for post, reading, found in zip(posts, readings, topics, strict=True)
        ]
        for post, verdict in zip(posts, self.brain.recommend(items, self.now), strict=True):
            emit({"id": post.id, **self._told(verdict)})

    def _told(self, verdict: Verdict) -> dict[str, Any]:
        reasons = []
        for tried in verdict.reasons:
            reason = {"rule": tried.rule, "fired": tried.fired, "why": msgspec.to_builtins(tried.why)}
            reasons.append(reason | ({"text": sentence(tried.why, self.texts)} if self.texts else {}))
        told = {name: getattr(verdict, name) for name in _KEYS}
        return told | {"tripwire": verdict.tripwire, "reasons": reasons}


_KEYS = ("verdict", "also", "priority", "owner", "deputy", "deadline", "acknowledge_by")


def _moment(given: str | None, plan: Plan) -> datetime:
    """`--now`; a time without a zone is meant in the company's."""
    if given is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise Failure(f'--now {given}: not a time; write it as in "2026-03-09 12:00"', USAGE) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(plan[COMPANY].timezone))


@click.command()
@click.argument("posts", nargs=-1)
@click.option("--plan", "folder", type=click.Path(path_type=Path), metavar="DIR", help="The plan's folder.")
@click.option("--now", metavar="TIME", help="When this happens: posts without a time arrive then.")
@click.option("--lang", type=click.Choice(packs.LANGUAGES), help="Adds every reason as a sentence.")
def command(posts: tuple[str, ...], folder: Path | None, now: str | None, lang: str | None) -> int:
    """Say what to do with each post, who does it until when, and why.

    POSTS are files of JSON lines, plain or gzip; - or nothing is standard input. For each post one line
    {"id", "verdict", "also", "priority", "owner", "deputy", "deadline", "reasons"} is written; the reasons
    begin with the rule that fired. Nothing is stored and nothing is sent.
    """
    paths = posts or ("-",)
    if list(paths).count("-") > 1:
        raise Failure("standard input can be read only once; name a file instead of one -", USAGE)
    plan = plan_from(folder, lang or spoken()) if folder else Plan({}, "")
    if folder is None:
        click.echo(f"sturmwarte: {_NO_PLAN[lang or spoken()]}", err=True)
    moment = _moment(now, plan)
    run = DryRun(make(plan, moment.date()), moment, dict(packs.texts(lang)) if lang else None, Posts(moment))
    for path in paths:
        run.over(path)
    return REJECTED if run.posts.rejected else 0
