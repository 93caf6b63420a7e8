"""What the subcommands share: the station made ready, a source found, reasons in words."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from sturmwarte import packs
from sturmwarte.cli.failure import ENVIRONMENT, REJECTED, USAGE, Failure
from sturmwarte.cli.station import station
from sturmwarte.core.reason import Reason, say

if TYPE_CHECKING:
    from sturmwarte.station.listen.models import Source
    from sturmwarte.station.listen.roles import Machine

lang_option = click.option(
    "--lang", type=click.Choice(packs.LANGUAGES), default="en", show_default=True, help="Language of reasons."
)


@contextmanager
def listening() -> Iterator[None]:
    """The station, and every failure of listening told in one line."""
    with station():
        from django.db import DatabaseError  # noqa: PLC0415 - needs Django to be ready

        from sturmwarte.station.listen.errors import SourceError  # noqa: PLC0415
        from sturmwarte.station.options import SettingError  # noqa: PLC0415
        from sturmwarte.wire.errors import Trouble  # noqa: PLC0415

        try:
            yield
        except SourceError as error:
            raise Failure(str(error), REJECTED) from None
        except Trouble as trouble:
            raise Failure(say(trouble.reason, packs.texts("en")), REJECTED) from None
        except SettingError as error:
            raise Failure(str(error), USAGE) from None
        except DatabaseError as error:
            raise Failure(f"the database failed ({error}): see `sturmwarte doctor`", ENVIRONMENT) from None


def found(id: str) -> "Source":
    from sturmwarte.station.listen.models import Source  # noqa: PLC0415 - needs Django to be ready

    row = Source.objects.filter(pk=id, removed_at=None).first()
    if row is None:
        there = ", ".join(Source.objects.filter(removed_at=None).order_by("pk").values_list("pk", flat=True))
        raise Failure(f"there is no source {id}; there are: {there or 'none yet'}", USAGE)
    return row


def machine() -> "Machine":
    from sturmwarte.station.listen.roles import Machine  # noqa: PLC0415 - needs Django to be ready

    return Machine(user=None, actor=actor())


def actor() -> str:
    return f"command line: {getpass.getuser()}"


def told(reason: Reason | dict[str, Any] | None, lang: str) -> dict[str, Any] | None:
    """{"key", "args", "text"}; None for none."""
    if not reason:
        return None
    if isinstance(reason, dict):
        reason = Reason(reason["key"], dict(reason.get("args") or {}))
    return {"key": reason.key, "args": reason.args, "text": say(reason, packs.texts(lang))}
