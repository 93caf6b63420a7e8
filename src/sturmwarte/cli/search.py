"""`sturmwarte search`: posts out of the archive."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from sturmwarte.cli.failure import ENVIRONMENT, USAGE, Failure
from sturmwarte.cli.outputs import emit
from sturmwarte.cli.station import station

_STEP = 500


def asking(command: Any) -> Any:
    """The options of a search, for every command that makes one."""
    for option in (
        click.option("--names", is_flag=True, help="Authors by name instead of by pseudonym."),
        click.option("--until", help="Before this time."),
        click.option("--since", help="From this time on: 2026-03-01 or 2026-03-01T12:00+01:00."),
        click.option("--run", help="live, import, replay:ID or drill:ID. Default: what really happened."),
    ):
        command = option(command)
    return command


@click.command(name="search")
@click.argument("query", required=False, default="")
@asking
@click.option("--order", type=click.Choice(["newest", "reach"]), default="newest", show_default=True)
@click.option("--limit", type=click.IntRange(min=0), default=50, show_default=True, help="0: all.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines; always so when not on a terminal.")
def command(query: str, order: str, limit: int, as_json: bool, **asked: Any) -> None:
    """Find posts by QUERY, in the language of topics plus kind:, sentiment: and topic:.

    Without a query: everything. JSON lines have the keys of the interchange format, and topics, reading and
    verdict beside them.
    """
    with archive_station():
        posts = _found(replace(search_for(query, **asked), order=order), limit)
        if as_json or not sys.stdout.isatty():
            _lines(posts)
        else:
            _table(posts)


@contextmanager
def archive_station() -> Iterator[Path]:
    """`station`, and every failure of the archive told in one line."""
    with station() as data:
        from django.db import DatabaseError  # noqa: PLC0415 - needs Django to be ready

        from sturmwarte.station.archive import ArchiveError  # noqa: PLC0415
        from sturmwarte.station.options import SettingError  # noqa: PLC0415

        try:
            yield data
        except (ArchiveError, SettingError) as error:
            raise Failure(str(error), ENVIRONMENT) from None
        except DatabaseError as error:
            raise Failure(
                f"the archive cannot be used ({error}): see `sturmwarte doctor`", ENVIRONMENT
            ) from None


def search_for(
    query: str,
    *,
    run: str | None = None,
    since: str | None = None,
    until: str | None = None,
    names: bool = False,
) -> Any:
    """What the options ask for; a `Failure` names the column of a bad query. Needs Django to be ready."""
    from django.conf import settings  # noqa: PLC0415

    from sturmwarte.core.query.errors import QueryError  # noqa: PLC0415
    from sturmwarte.core.query.parse import parse  # noqa: PLC0415
    from sturmwarte.station.archive import May, Search  # noqa: PLC0415

    try:
        node = parse(query) if query.strip() else None
    except QueryError as error:
        raise Failure(str(error), USAGE) from None
    may = May.everything() if names else May.everything().pseudonymous()
    zone = ZoneInfo(settings.TIME_ZONE)
    return Search(
        query=node, run=run, since=_time("--since", since, zone), until=_time("--until", until, zone), may=may
    )


def _time(option: str, text: str | None, zone: ZoneInfo) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Failure(
            f"{option} {text}: write a time as 2026-03-01 or 2026-03-01T12:00+01:00", USAGE
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _found(search: Any, limit: int) -> Iterator[Any]:
    """Page after page until `limit` posts (0: all) or the end."""
    from sturmwarte.station.archive import Archive  # noqa: PLC0415

    archive, left = Archive(), limit or sys.maxsize
    while left > 0:
        page = archive.search(replace(search, limit=min(left, _STEP)))
        yield from page.posts
        left -= len(page.posts)
        if page.next is None:
            return
        search = replace(search, after=page.next)


def _lines(posts: Iterator[Any]) -> None:
    from sturmwarte.station.archive.exporting.record import nested  # noqa: PLC0415

    for found in posts:
        emit(nested(found, names=True, judged=True))


def _table(posts: Iterator[Any]) -> None:
    from django.conf import settings  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415 - only where somebody looks
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    zone = ZoneInfo(settings.TIME_ZONE)
    table = Table("time", "channel", "author", "recommendation", "text", box=None, pad_edge=False)
    for found in posts:
        post = found.post
        table.add_row(
            *map(Text, (
                f"{post.created_at.astimezone(zone):%Y-%m-%d %H:%M}",
                post.channel,
                post.author.handle or post.author.id if post.author else "",
                found.verdict.verdict if found.verdict else "",
            )),
            Text(printable(" ".join((post.title + " " + post.text).split()))[:300], overflow="ellipsis"),
        )  # fmt: skip
    if table.row_count:
        Console().print(table)
    else:
        click.echo("nothing found", err=True)


def printable(text: str) -> str:
    """Without control signs: a post must not steer the terminal it is shown on."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
