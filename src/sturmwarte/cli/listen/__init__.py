"""`sturmwarte listen ...`: one file per group of subcommands."""

import click

from sturmwarte.cli.listen.asking import check, preview
from sturmwarte.cli.listen.changing import remove, rest, wake
from sturmwarte.cli.listen.kinds import kinds
from sturmwarte.cli.listen.making import add
from sturmwarte.cli.listen.opml import opml
from sturmwarte.cli.listen.probing import probe
from sturmwarte.cli.listen.sources import sources


@click.group()
def command() -> None:
    """Connect sources, look at how well they are heard, and try what they would bring."""


for subcommand in (kinds, add, sources, check, preview, probe, rest, wake, remove, opml):
    command.add_command(subcommand)
