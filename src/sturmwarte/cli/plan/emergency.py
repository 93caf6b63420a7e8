"""`plan emergency`: changes to the active plan at once, by two people, for a day."""

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from sturmwarte import packs
from sturmwarte.cli.failure import REJECTED, Failure
from sturmwarte.cli.outputs import emit
from sturmwarte.cli.plan.reading import lang_option
from sturmwarte.cli.station import station
from sturmwarte.core.plan.emergency import Emergency, Freeze, Reassign, Reword, said
from sturmwarte.core.reason import say

F = TypeVar("F", bound=Callable[..., Any])

_WORDS = {
    "de": {"until": "gilt bis {time}", "over": "vorbei seit {time}", "by": "{by} mit {second}: {reason}",
           "none": "Es gilt keine Notänderung.", "ended": "Notänderung {id} ist beendet."},
    "en": {"until": "until {time}", "over": "over since {time}", "by": "{by} with {second}: {reason}",
           "none": "No emergency change is in force.", "ended": "Emergency change {id} is ended."},
}  # fmt: skip


@click.group()
def emergency() -> None:
    """Change who answers, a wording, or whether anything is published: at once, for 24 hours.

    It lies over the active plan and leaves its files as they are. A second person must have agreed.
    """


def agreed(function: F) -> F:
    """The options that every change needs."""
    for option in (
        lang_option,
        click.option("--reason", required=True, help="Why; it is kept with the change."),
        click.option("--second", required=True, help="Plan id of the second person, who agreed."),
        click.option("--by", required=True, help="Plan id of who makes the change."),
    ):
        function = option(function)
    return function


@emergency.command()
@click.argument("owner")
@click.option("--deputy", help="Person or team that steps in.")
@click.option("--kind", "kinds", multiple=True, help="Only this kind of request; repeatable.")
@click.option("--channel", "channels", multiple=True, help="Only on this channel; repeatable.")
@click.option("--topic", "topics", multiple=True, help="Only for this topic; repeatable.")
@agreed
def owner(
    owner: str,
    deputy: str | None,
    kinds: tuple[str, ...],
    channels: tuple[str, ...],
    topics: tuple[str, ...],
    **who: str,
) -> None:
    """Let OWNER, a person or team of the plan, answer before all other responsibilities."""
    _declare(Reassign(owner, deputy, kinds, channels, topics), **who)


@emergency.command()
@click.option("--avoid", default="", help="The word or phrase not to use.")
@click.option("--say", "instead", default="", help="What to say instead, or what to keep to.")
@click.option("--channel", "channels", multiple=True, help="Only on this channel; repeatable.")
@agreed
def wording(avoid: str, instead: str, channels: tuple[str, ...], **who: str) -> None:
    """Put a rule about words before all others."""
    _declare(Reword(avoid, instead, channels), **who)


@emergency.command()
@click.option("--channel", "channels", multiple=True, help="Only on this channel; repeatable.")
@agreed
def freeze(channels: tuple[str, ...], **who: str) -> None:
    """Publish nothing, on the channels named or on all."""
    _declare(Freeze(channels), **who)


@emergency.command("list")
@click.option("--all", "also_past", is_flag=True, help="Also those that are over, the latest first.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each change.")
@lang_option
def list_changes(also_past: bool, as_json: bool, lang: str) -> None:
    """Show the changes in force."""
    with station():
        from sturmwarte.station.plan.actions.emergencies import recent, standing  # noqa: PLC0415

        now = _now()
        changes = recent() if also_past else [one for one in standing() if one.holds(now)]
        for change in changes:
            if as_json:
                emit({**_fields(change), "holds": change.holds(now)})
            else:
                _show(change, now, lang)
        if not changes and not as_json:
            click.echo(_WORDS[lang]["none"], err=True)


@emergency.command()
@click.argument("id")
@click.option("--reason", default="", help="Why; it is kept in the audit trail.")
@lang_option
def end(id: str, reason: str, lang: str) -> None:
    """End the change ID (see `list`) before its time."""
    with station(), _refusable(lang):
        from sturmwarte.station.plan.actions.end_emergency import end_emergency  # noqa: PLC0415

        end_emergency(id, _actor(), _now(), reason)
    click.echo(_WORDS[lang]["ended"].format(id=id))


def _declare(change: Reassign | Reword | Freeze, *, by: str, second: str, reason: str, lang: str) -> None:
    with station(), _refusable(lang):
        from sturmwarte.station.plan.actions.declare_emergency import declare_emergency  # noqa: PLC0415

        now = _now()
        _show(declare_emergency(change, by, second, reason, _actor(), now), now, lang)


@contextmanager
def _refusable(lang: str) -> Iterator[None]:
    from sturmwarte.station.plan.errors import EmergencyRefused  # noqa: PLC0415

    try:
        yield
    except EmergencyRefused as refused:
        told = (say(reason, packs.texts(lang)) for reason in refused.reasons)
        raise Failure("; ".join(told), REJECTED) from None


def _show(change: Emergency, now: datetime, lang: str) -> None:
    from django.conf import settings  # noqa: PLC0415

    words = _WORDS[lang]
    zone = ZoneInfo(settings.TIME_ZONE)
    until = words["until" if change.holds(now) else "over"]
    told = (
        say(said(change.change), packs.texts(lang)),
        until.format(time=f"{change.lapses_at.astimezone(zone):%Y-%m-%d %H:%M}"),
        words["by"].format(by=change.by, second=change.second, reason=change.reason),
    )
    click.echo(f"{change.id}: {'; '.join(told)}")


def _fields(change: Emergency) -> dict[str, Any]:
    return {
        "id": change.id,
        "change": change.change,
        "reason": change.reason,
        "by": change.by,
        "second": change.second,
        "at": change.at,
        "lapses_at": change.lapses_at,
    }


def _actor() -> str:
    return f"cli:{getpass.getuser()}"


def _now() -> datetime:
    return datetime.now(UTC)
