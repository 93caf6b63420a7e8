"""`sturmwarte plan ...`: one file per subcommand."""

import click

from sturmwarte.cli.plan.activate import activate
from sturmwarte.cli.plan.check import check
from sturmwarte.cli.plan.diff import diff
from sturmwarte.cli.plan.emergency import emergency
from sturmwarte.cli.plan.init import init
from sturmwarte.cli.plan.overview import overview
from sturmwarte.cli.plan.schema import schema
from sturmwarte.cli.plan.test import test


@click.group()
def command() -> None:
    """Write, check, test, compare and activate the company's plan."""


for subcommand in (init, check, test, overview, diff, schema, activate, emergency):
    command.add_command(subcommand)
