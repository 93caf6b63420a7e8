"""`sturmwarte import`: recorded posts into the archive, from JSON lines and tables."""

import sys
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from sturmwarte.cli.failure import REJECTED, USAGE, Failure
from sturmwarte.cli.progress import Progress
from sturmwarte.cli.station import station

TOLD = 20
"""Rejected lines that are told one by one; the rest is summed up by reason."""

TABLES = (".csv", ".tsv")


@click.command(name="import")
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--map", "mapping", metavar="FIELD=COLUMN,...|FILE", help="Which column is which field of a post."
)
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "csv", "tsv"]), help="Instead of the file's ending."
)
@click.option("--channel", help="Channel of posts that name none, as in mastodon:support.")
@click.option("--network", help="Network of posts that name none; ids are unique within it.")
@click.option("--zone", help="Time zone of times that name none. Default: the station's.")
@click.option(
    "--as", "run", type=click.Choice(["live"]), help="Treat the posts as if they came in now: open cases."
)
@click.option("--yes", is_flag=True, help="Do not ask whether the guessed columns are right.")
@click.option("--dry-run", is_flag=True, help="Only tell what would happen.")
def command(files: tuple[str, ...], **options: Any) -> int:
    """Take recorded posts into the archive.

    FILES are JSON lines, CSV or TSV, plain or gzip; - is standard input. Importing a file again changes
    nothing. History opens no cases (see --as live). Lines that are no posts go to FILE.rejected.
    """
    with station() as data:
        return Importing(data, Wishes(**options)).all(files)


@dataclass(frozen=True)
class Wishes:
    """The command's options, as given."""

    mapping: str | None
    form: str | None
    channel: str | None
    network: str | None
    zone: str | None
    run: str | None
    yes: bool
    dry_run: bool


class Importing:
    """One run of the command over its files."""

    def __init__(self, data: Path, wishes: Wishes) -> None:
        self.data, self.wishes = data, wishes
        self.dry_run = wishes.dry_run
        self.run = wishes.run or "import"
        self.channel, self.network = wishes.channel or "", wishes.network or ""
        self.zone = _zone(wishes.zone)

    def all(self, files: tuple[str, ...]) -> int:
        from sturmwarte.engine.files.opening import open_file  # noqa: PLC0415
        from sturmwarte.engine.intake import Tally  # noqa: PLC0415

        for path in files:
            open_file(path).close()  # a wrong name is told before the first file has gone in
        total = Tally()
        with ExitStack() as stack:
            here = self._lock(stack)
            for path in files:
                total.add(self._one(path, here))
        if len(files) > 1:
            _say(f"all files: {_told(total, self.dry_run)}")
        return REJECTED if total.rejected else 0

    def _lock(self, stack: ExitStack) -> bool:
        """Whether this process may write the archive; if not, the running station does it for us."""
        from sturmwarte.engine import lock  # noqa: PLC0415

        if self.dry_run:
            return True
        try:
            stack.enter_context(lock.hold(self.data / lock.ENGINE, "sturmwarte import"))
        except lock.Held:
            return False
        return True

    def _one(self, path: str, here: bool) -> Any:
        from sturmwarte.engine.files.opening import open_file  # noqa: PLC0415
        from sturmwarte.engine.files.rejects import Rejects  # noqa: PLC0415
        from sturmwarte.engine.intake import feed  # noqa: PLC0415

        opened = open_file(path)
        try:
            rows = self._rows(opened, path)
            rejects, reasons = Rejects(path, rows.head, self.data / "rejected"), Counter[str]()

            def on_reject(row: Any, why: str) -> None:
                reasons[why] += 1
                if reasons.total() <= TOLD:
                    _say(f"{path}:{row.number}: {why}")
                if not self.dry_run:
                    rejects.add(row.written)

            try:
                with Progress(path, opened.size) as progress:
                    intake = self._intake(path, here, on_reject)
                    tally = feed(iter(rows), intake, on_reject, lambda n: progress.at(opened.position, n))
                kept = rejects.keep()
            finally:
                rejects.drop()
        finally:
            opened.close()
        _sum_up(path, reasons, kept)
        _say(f"{path}: {_told(tally, self.dry_run)}")
        return tally

    def _intake(self, path: str, here: bool, on_reject: Any) -> Any:
        from sturmwarte.engine import intake  # noqa: PLC0415
        from sturmwarte.engine.activation import active_brain  # noqa: PLC0415
        from sturmwarte.engine.clock import RealClock, real_now  # noqa: PLC0415
        from sturmwarte.engine.context import Context  # noqa: PLC0415
        from sturmwarte.station.archive import Archive  # noqa: PLC0415

        if not here:
            return intake.HandOver(path, self.run, self.channel, self.data, real_now, on_reject)
        context = Context(active_brain(real_now()), Archive())
        return intake.Direct(context, RealClock(), self.run, self.channel, on_reject, store=not self.dry_run)

    def _rows(self, opened: Any, path: str) -> Any:
        from sturmwarte.engine.files.rows import JsonLines, Table  # noqa: PLC0415

        given = {k: v for k, v in (("channel", self.channel), ("network", self.network)) if v}
        form = self.wishes.form or _form(path)
        if form == "jsonl":
            return JsonLines(opened, given)
        name = f"file:{_stem(path)}"
        defaults = given if self.channel else {"network": name, **given, "channel": name}
        table = Table(opened, self.zone, defaults, "\t" if form == "tsv" and self.wishes.form else "")
        self._settle_columns(table, path)
        return table

    def _settle_columns(self, table: Any, path: str) -> None:
        from sturmwarte.core.listen.csv_columns import MappingError, read_mapping, shown  # noqa: PLC0415

        if self.wishes.mapping:
            file = Path(self.wishes.mapping)
            text = file.read_text("utf-8") + "\n" if file.is_file() else self.wishes.mapping
            try:
                table.mapping = read_mapping(text, table.header)
            except MappingError as error:
                raise Failure(f"--map: {error}", USAGE) from None
        if not {"text", "title"} & set(table.mapping):
            columns = ", ".join(table.header)
            raise Failure(f"{path}: no column for the text; name it: --map text=COLUMN ({columns})", USAGE)
        if self.wishes.mapping:
            return
        _say(f"{path}: columns as --map {shown(table.mapping)}")
        if sys.stdin.isatty() and sys.stderr.isatty() and not self.wishes.yes:
            click.confirm("Are these columns right?", default=True, abort=True, err=True)


def _form(path: str) -> str:
    name = path.removesuffix(".rejected").removesuffix(".gz").lower()
    return "csv" if name.endswith(TABLES) else "jsonl"


def _stem(path: str) -> str:
    name = Path(path).name if path != "-" else "stdin"
    return name.removesuffix(".rejected").removesuffix(".gz").rpartition(".")[0] or name


def _zone(name: str | None) -> ZoneInfo:
    from django.conf import settings  # noqa: PLC0415

    try:
        return ZoneInfo(name or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        raise Failure(f"--zone {name}: no such time zone; write it as in Europe/Berlin", USAGE) from None


def _sum_up(path: str, reasons: "Counter[str]", kept: Path | None) -> None:
    if reasons.total() > TOLD:
        _say(f"{path}: {reasons.total() - TOLD} more lines rejected; by reason:")
        for why, count in reasons.most_common(10):
            _say(f"  {count} x {why}")
    if kept:
        _say(f"{path}: rejected lines are in {kept}")


def _told(tally: Any, dry_run: bool) -> str:
    parts = [f"{tally.new} new", f"{tally.heard_again} already known", f"{tally.edited} edited"]
    for name in ("deleted", "suppressed", "rejected"):
        if count := getattr(tally, name):
            parts.append(f"{count} {name}")
    if tally.matched:
        parts.append(f"{tally.matched} on topics")
    if tally.cases:
        parts.append(f"{tally.cases} cases opened")
    if not dry_run and not (tally.new or tally.edited or tally.deleted) and tally.lines:
        parts.append("nothing changed")
    return ("would be: " if dry_run else "") + ", ".join(parts)


def _say(text: str) -> None:
    click.echo(text, err=True)
