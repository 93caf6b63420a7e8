"""`sturmwarte restore`: a backup brought back."""

from pathlib import Path

import click

from sturmwarte.cli.station import station


@click.command(name="restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--force", is_flag=True, help="Restore over a station; its data are kept in before-restore-TIME."
)
@click.option("--check", "only_check", is_flag=True, help="Only tell whether the backup is whole.")
@click.option("--without-tombstones", is_flag=True, help="Even if what was erased since cannot be read.")
def command(file: Path, force: bool, only_check: bool, without_tombstones: bool) -> None:
    """Bring back a backup. What was erased since it was made stays erased.

    FILE is checked as a whole before anything is touched.
    """
    with station(schema=False) as data:
        from sturmwarte.engine.backing import restore  # noqa: PLC0415 - needs Django to be ready
        from sturmwarte.engine.clock import real_now  # noqa: PLC0415

        if only_check:
            manifest = restore.check(file)
            click.echo(f"{file} is whole: made {manifest.made_at:%Y-%m-%d %H:%M} UTC by {manifest.version}")
            return
        done = restore.restore(file, data, real_now(), force=force, without_tombstones=without_tombstones)
        click.echo(f"Restored from {done.manifest.made_at:%Y-%m-%d %H:%M} UTC into {data}", err=True)
        if done.erased:
            click.echo(f"{done.erased} posts erased since then were erased again", err=True)
        if done.kept:
            click.echo(f"The former data are in {done.kept}; delete them when all is well", err=True)
