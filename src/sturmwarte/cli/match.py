"""`sturmwarte match`: which topics each post belongs to. Needs no station and no database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import click
import msgspec

from sturmwarte import packs
from sturmwarte.cli.failure import REJECTED, USAGE, Failure
from sturmwarte.cli.inputs import lines
from sturmwarte.cli.outputs import emit
from sturmwarte.core.listen.jsonlines import LineError, parse_line
from sturmwarte.core.plan import tree
from sturmwarte.core.reason import say
from sturmwarte.query import Percolator, QueryError


class TopicLine(msgspec.Struct):
    """One topic as a JSON line; other keys are passed over."""

    id: str
    query: str


@dataclass(frozen=True, slots=True)
class Given:
    """A topic and where its query begins. `column` is 0 where columns of the query are not the file's."""

    id: str
    query: str
    line: int
    column: int


@dataclass(slots=True)
class Matching:
    """One run of the command: what goes wrong is told at once and counted, the rest goes on."""

    rejected: int = 0

    def take(self, path: str) -> Percolator:
        """The topics of a file that can be used."""
        percolator = Percolator()
        for given in self._topics(path):
            if given.id in percolator:
                self.reject(f"{path}:{given.line}: topic {given.id} is there twice; give it another id")
                continue
            try:
                percolator.add(given.id, given.query)
            except QueryError as error:
                place = f"{path}:{given.line}"
                place += f":{given.column + error.column - 1}" if given.column else ""
                self.reject(f"{place}: topic {given.id}, column {error.column}: {error.text('en')}")
        if not percolator:
            raise Failure(f"{path}: no usable topic; give each an id and a query", USAGE)
        return percolator

    def _topics(self, path: str) -> Iterator[Given]:
        numbered = list(lines(path))
        first = numbered[0][1].lstrip() if numbered else b""
        if first.startswith(b"{"):
            yield from self._json(path, numbered)
        else:
            yield from self._yaml(path, numbered)

    def _json(self, path: str, numbered: list[tuple[int, bytes]]) -> Iterator[Given]:
        decode = msgspec.json.Decoder(TopicLine).decode
        for number, line in numbered:
            try:
                topic = decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError):
                self.reject(f'{path}:{number}: not a topic; write {{"id": "...", "query": "..."}}')
                continue
            yield Given(topic.id, topic.query, number, 0)

    def _yaml(self, path: str, numbered: list[tuple[int, bytes]]) -> Iterator[Given]:
        """The `topics:` list of a plan's file, with the places the plan's own reader finds."""
        plan = tree.read(path, _text(path, numbered))
        for problem in plan.problems:
            told = " ".join(
                say(reason, packs.texts("en")) for reason in (problem.what, problem.fix) if reason
            )
            self.reject(f"{path}:{problem.line}:{problem.column}: {told}")
        entries = plan.data.get("topics")
        for number, entry in enumerate(entries if isinstance(entries, list) else []):
            mark = plan.values[("topics", number)]
            found = entry if isinstance(entry, dict) else {}
            if not (isinstance(found.get("id"), str) and isinstance(found.get("query"), str)):
                self.reject(f"{path}:{mark.line}: not a topic; give it an id and a query, both texts")
                continue
            place = plan.values[("topics", number, "query")]
            yield Given(found["id"], found["query"], place.line, place.text)

    def match(self, percolator: Percolator, path: str) -> None:
        """Writes one line for each post of a file."""
        for number, line in lines(path):
            try:
                post = parse_line(line, received_at=datetime.now(UTC))
            except LineError as error:
                self.reject(f"{path}:{number}: {error}")
                continue
            emit({"id": post.id, "topics": percolator.match(post)})

    def reject(self, what: str) -> None:
        self.rejected += 1
        click.echo(what, err=True)


def _text(path: str, numbered: list[tuple[int, bytes]]) -> str:
    """The file's text with its empty lines back in their places, so that line numbers stay true."""
    whole = [b""] * (numbered[-1][0] if numbered else 0)
    for number, line in numbered:
        whole[number - 1] = line
    try:
        return b"\n".join(whole).decode()
    except UnicodeDecodeError:
        raise Failure(f"{path}: not UTF-8; save the file as UTF-8", USAGE) from None


@click.command()
@click.argument("posts", nargs=-1)
@click.option("--topics", required=True, metavar="FILE", help="A plan's YAML or JSON lines {id, query}.")
def command(posts: tuple[str, ...], topics: str) -> int:
    """Say which topics each post belongs to.

    POSTS are files of JSON lines, plain or gzip; - or nothing is standard input. For each post one line
    {"id", "topics"} is written. Bad lines and bad queries are told with their place, and the rest goes on.
    """
    paths = posts or ("-",)
    if [*paths, topics].count("-") > 1:
        raise Failure("standard input can be read only once; name a file instead of one -", USAGE)
    matching = Matching()
    percolator = matching.take(topics)
    for path in paths:
        matching.match(percolator, path)
    return REJECTED if matching.rejected else 0
