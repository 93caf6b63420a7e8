"""`sturmwarte export`: a search as a file."""

import getpass
import sys
from pathlib import Path
from typing import Any, BinaryIO

import click

from sturmwarte.cli.failure import USAGE, Failure
from sturmwarte.cli.outputs import whole_file
from sturmwarte.cli.progress import Progress
from sturmwarte.cli.search import archive_station, asking, search_for

SUFFIXES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet"}


@click.command(name="export")
@click.argument("query", required=False, default="")
@asking
@click.option("--out", required=True, help="The file; - for standard output.")
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "csv", "parquet"]), help="Default: by the file's name."
)
@click.option("--judged", is_flag=True, help="Topics, reading and verdict in JSON lines too.")
@click.option("--reason", default="", help="Goes into the audit trail.")
def command(query: str, out: str, form: str | None, judged: bool, reason: str, **asked: Any) -> None:
    """Write all posts that QUERY finds to a file: JSON lines, CSV or Parquet.

    The file appears whole or not at all. Authors are pseudonyms, and ids that hold a name are replaced,
    unless --names is given. The export is listed and audited.
    """
    wanted = form or SUFFIXES.get(Path(out).suffix.lower())
    if wanted is None:
        raise Failure(f"--out {out}: name the format with --format jsonl, csv or parquet", USAGE)
    if out == "-" and sys.stdout.isatty() and wanted == "parquet":
        raise Failure("--out -: parquet is not for a terminal; name a file", USAGE)
    with archive_station():
        search = search_for(query, **asked)
        if out == "-":
            n = _write(search, wanted, sys.stdout.buffer, "standard output", asked["names"], judged, reason)
        else:
            path = Path(out)
            if not path.parent.is_dir():
                raise Failure(f"--out {out}: there is no folder {path.parent}; make it first", USAGE)
            with whole_file(path) as stream:
                n = _write(search, wanted, stream, path.name, asked["names"], judged, reason)
    click.echo(f"{n} posts", err=True)


def _write(  # noqa: PLR0917 the command's own options
    search: Any, form: str, stream: BinaryIO, name: str, names: bool, judged: bool, reason: str
) -> int:
    from django.utils import timezone  # noqa: PLC0415 - needs Django to be ready

    from sturmwarte.station.archive import Archive  # noqa: PLC0415
    from sturmwarte.station.archive.exporting.run import Export  # noqa: PLC0415

    wanted = Export(form, f"cli:{user()}", name, names=names, judged=judged, reason=reason)  # type: ignore[arg-type]
    done = 0
    with Progress(name, 0) as progress:

        def told(n: int) -> None:
            nonlocal done
            progress.at(0, n - done)
            done = n

        return Archive().export(search, wanted, stream, timezone.now(), told)


def user() -> str:
    """Who sits at the machine, for the audit trail."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without a user table
        return "unknown"
