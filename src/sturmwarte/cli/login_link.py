"""`sturmwarte login-link`: the way back in for somebody who forgot the password."""

import getpass
from difflib import get_close_matches

import click

from sturmwarte.cli.failure import USAGE, Failure
from sturmwarte.cli.station import station


@click.command(name="login-link")
@click.argument("email")
def command(email: str) -> None:
    """Print a one-time link with which the owner of the login EMAIL sets a new password.

    It works for seven days and voids the link before it; the old password holds until it is used. A second
    factor, if there is one, is still asked for. The audit trail names who made the link.
    """
    with station():
        from sturmwarte.engine.clock import real_now  # noqa: PLC0415 - needs Django to be ready
        from sturmwarte.station.people.actions import logins  # noqa: PLC0415
        from sturmwarte.station.people.errors import NoLogin, PeopleError  # noqa: PLC0415

        try:
            click.echo(logins.link_for(f"command line: {getpass.getuser()}", email, real_now()))
        except NoLogin as nobody:
            raise Failure(f"there is no login {email!r}: {_mend(email, nobody.known)}", USAGE) from None
        except PeopleError:
            why = "is switched off: another owner can switch it on under People"
            raise Failure(f"the login {email!r} {why}", USAGE) from None


def _mend(email: str, known: list[str]) -> str:
    if not known:
        return "there is none at all yet; `sturmwarte serve` prints the link for the first owner"
    near = get_close_matches(email.lower(), known, n=1, cutoff=0.8)
    return f"did you mean {near[0]}?" if near else "an owner invites people under People"
