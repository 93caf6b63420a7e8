"""`sturmwarte backup`: the whole station in one file."""

from pathlib import Path

import click

from sturmwarte.cli.failure import USAGE, Failure
from sturmwarte.cli.station import station


@click.command(name="backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE when it exists.")
def command(file: Path, force: bool) -> None:
    """Copy the station into FILE (.tar.gz), while it runs.

    The keys are not in it: keep the configuration folder apart, or a stolen backup opens everything.
    """
    if file.exists() and not force:
        raise Failure(f"{file} exists: choose another name or add --force", USAGE)
    with station(schema=False) as data:
        from sturmwarte.engine.backing.backup import backup  # noqa: PLC0415 - needs Django to be ready
        from sturmwarte.engine.clock import real_now  # noqa: PLC0415

        manifest = backup(data, file, real_now())
        size = file.stat().st_size / 2**20
        click.echo(f"{file}: {len(manifest.files)} files, {size:.1f} MB", err=True)
