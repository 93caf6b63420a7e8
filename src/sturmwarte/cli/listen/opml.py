"""`listen opml`: the feeds of a source, as other programs take them."""

import sys

import click

from sturmwarte.cli.failure import USAGE, Failure
from sturmwarte.cli.listen.ground import found, listening


@click.command()
@click.argument("source")
def opml(source: str) -> None:
    """Write the feeds of SOURCE as OPML, for any other reader."""
    with listening():
        from django.utils import timezone  # noqa: PLC0415 - needs Django to be ready

        from sturmwarte.channels.feeds import to_opml  # noqa: PLC0415 - only this kind has feeds

        row = found(source)
        if row.kind != "feeds":
            raise Failure(f"{source} is no source of feeds but of {row.kind}", USAGE)
        addresses = [str(one) for one in row.values.get("addresses", [])]
        body = to_opml(((one, one) for one in addresses), row.name, timezone.now())
        sys.stdout.buffer.write(body)
