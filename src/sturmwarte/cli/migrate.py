"""`sturmwarte migrate`: the data folder brought to this version."""

import click

from sturmwarte.cli.failure import ENVIRONMENT, Failure
from sturmwarte.cli.station import station


@click.command(name="migrate")
def command() -> None:
    """Bring the data folder to this version, after a backup. `serve` does this too."""
    with station(schema=False) as data:
        from sturmwarte.engine import lock, setup  # noqa: PLC0415 - needs Django to be ready
        from sturmwarte.engine.serving.serve import bring_up_to_date  # noqa: PLC0415

        try:
            with lock.hold(data / lock.ENGINE, "sturmwarte migrate"):
                if not setup.pending():
                    click.echo("The schema is up to date.", err=True)
                    return
                bring_up_to_date(data, lambda line: click.echo(line, err=True))
        except lock.Held as held:
            raise Failure(f"stop the station first: {held}", ENVIRONMENT) from None
        click.echo("The schema is up to date now.", err=True)
