"""`listen add`: connects a source without a browser."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sturmwarte import packs
from sturmwarte.channels.describe import Kind
from sturmwarte.cli.failure import REJECTED, USAGE, Failure
from sturmwarte.cli.listen.ground import listening, machine
from sturmwarte.core.reason import say

if TYPE_CHECKING:
    from sturmwarte.station.listen.fields import Checked


@click.command()
@click.argument("kind")
@click.option("--name", required=True, help="What people call it; its id is made from it.")
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE", help="A setting; again for a list.")
@click.option(
    "--secret-file",
    "secrets",
    multiple=True,
    metavar="FIELD=FILE",
    help="A secret, from a file or standard input (-): never on a command line, which others can read."
    " A list too, such as the OPML file of another reader.",
)
@click.option("--channel", default="", help="The plan's channel its posts carry; default: one of its own.")
@click.option("--person", default="", help="Plan id of the person or team who looks after it.")
@click.option("--no-check", is_flag=True, help="Connect it although it does not answer now.")
def add(  # noqa: PLR0917 - click hands over each option
    kind: str,
    name: str,
    settings: tuple[str, ...],
    secrets: tuple[str, ...],
    channel: str,
    person: str,
    no_check: bool,
) -> None:
    """Connect a source of KIND (see `listen kinds`), after asking it who we are there. Prints its id."""
    with listening():
        from django.utils import timezone  # noqa: PLC0415 - needs Django to be ready

        from sturmwarte.station.listen.actions.given import Given  # noqa: PLC0415
        from sturmwarte.station.listen.actions.make import make  # noqa: PLC0415
        from sturmwarte.station.listen.placing import SHIPPED, checked  # noqa: PLC0415

        described = SHIPPED.kind(kind)
        found = checked(described, _given(described, settings, secrets))
        if found.errors:
            _refuse(found)
        if not no_check:
            found.secrets.update(_tried(kind, found))
        given = Given(name, channel, person, found.values, found.secrets)
        click.echo(make(machine(), described, given, timezone.now()).pk)


def _given(kind: Kind, settings: tuple[str, ...], secrets: tuple[str, ...]) -> dict[str, Any]:
    lists = {setting.id for setting in kind.fields if setting.type == "lines"}
    given: dict[str, Any] = {}
    for pair in settings:
        field, value = _pair(pair, "--set")
        if any(setting.id == field and setting.secret for setting in kind.fields):
            raise Failure(f"{field} is a secret: give it with --secret-file {field}=FILE", USAGE)
        if field in lists:
            given.setdefault(field, []).append(value)
        else:
            given[field] = value
    for pair in secrets:
        field, place = _pair(pair, "--secret-file")
        given[field] = _read(place)
    return given


def _pair(text: str, option: str) -> tuple[str, str]:
    field, equals, value = text.partition("=")
    if not field or not equals:
        raise Failure(f"{option} {text}: write FIELD=VALUE", USAGE)
    return field, value


def _read(place: str) -> str:
    try:
        return sys.stdin.read().strip() if place == "-" else Path(place).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"--secret-file: cannot read {place} ({error})", USAGE) from None


def _refuse(found: "Checked") -> None:
    texts = packs.texts("en")
    for field, reason in found.errors.items():
        click.echo(f"{field}: {say(reason, texts)}", err=True)
    raise Failure(f"{len(found.errors)} settings are not right: see above", USAGE)


def _tried(kind: str, found: "Checked") -> dict[str, str]:
    """Asks who we are there; secrets the platform renewed meanwhile."""
    from sturmwarte.station.listen.placing import Unsaved  # noqa: PLC0415 - needs Django to be ready
    from sturmwarte.station.listen.trying import check  # noqa: PLC0415

    answer = check(Unsaved(kind, found.values, found.secrets))
    if answer.trouble:
        raise Failure(
            say(answer.trouble.reason, packs.texts("en")) + " (--no-check connects it all the same)", REJECTED
        )
    if not answer.in_time:
        raise Failure("it did not answer within 10 seconds (--no-check connects it all the same)", REJECTED)
    return answer.renewed
