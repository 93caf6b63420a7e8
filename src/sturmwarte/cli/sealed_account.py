"""`sturmwarte sealed-account`: the code for the day when nothing else opens the station."""

import getpass

import click

from sturmwarte.cli.station import station


@click.command(name="sealed-account")
def command() -> None:
    """Print a new code for the sealed account; the one before stops working.

    Write it on paper, seal it, and keep it where two people reach it together. Whoever types it at the
    address printed with it is owner for eight hours; every owner is told. The audit trail names who made it.
    """
    with station():
        from django.conf import settings  # noqa: PLC0415 - needs Django to be ready

        from sturmwarte.engine.clock import real_now  # noqa: PLC0415
        from sturmwarte.station.people.actions.sealed import seal_from_shell  # noqa: PLC0415

        code = seal_from_shell(f"command line: {getpass.getuser()}", real_now())
        click.echo(f"{settings.PUBLIC_URL}/account/sealed/\n{code}")
