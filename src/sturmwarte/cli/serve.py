"""`sturmwarte serve`: the whole station."""

import click

from sturmwarte.cli.station import station


@click.command(name="serve")
def command() -> None:
    """Run the station: its pages and its engine, until Ctrl-C.

    Where it listens and where it keeps its data is set by environment variables (docs: settings).
    """
    with station(schema=False):
        from sturmwarte.engine.serving.serve import serve  # noqa: PLC0415 - needs Django to be ready

        serve(click.echo)
