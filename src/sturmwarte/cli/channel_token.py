"""`sturmwarte channel-token`: the right to hand in posts for a channel."""

import getpass

import click

from sturmwarte.cli.station import station


@click.command(name="channel-token")
@click.argument("channel")
@click.option("--revoke", is_flag=True, help="End the channel's tokens instead (or the one of --hint).")
@click.option("--hint", default="", help="The last four letters of the token to end.")
def command(channel: str, revoke: bool, hint: str) -> None:
    """Make a token with which posts of CHANNEL are handed in at /in/CHANNEL. It is shown this once.

    The channel `metrics` gives the right to read /metrics.
    """
    with station():
        from sturmwarte.engine.clock import real_now  # noqa: PLC0415 - needs Django to be ready
        from sturmwarte.station.listen import tokens  # noqa: PLC0415

        actor = f"command line: {getpass.getuser()}"
        if revoke:
            count = tokens.revoke_tokens(channel, actor, real_now(), hint)
            click.echo(f"{count} tokens of {channel} ended", err=True)
        else:
            click.echo(tokens.make_token(channel, actor, real_now()))
