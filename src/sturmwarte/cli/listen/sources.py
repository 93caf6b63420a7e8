"""`listen sources`: what is listened to, and how well it is heard."""

from typing import TYPE_CHECKING, Any

import click

from sturmwarte.cli.listen.ground import lang_option, listening, told
from sturmwarte.cli.outputs import emit

if TYPE_CHECKING:
    from sturmwarte.station.listen.models import Source, Subscription


@click.command()
@click.option("--subscriptions", "parts", is_flag=True, help="With what each source listens to.")
@lang_option
def sources(parts: bool, lang: str) -> None:
    """Show every source with its state and why. JSON lines; no secrets."""
    with listening():
        from sturmwarte.station.listen.models import Source  # noqa: PLC0415 - needs Django to be ready

        for row in Source.objects.filter(removed_at=None).order_by("pk"):
            emit(_of_source(row, lang) | ({"subscriptions": _parts(row, lang)} if parts else {}))


def _of_source(row: "Source", lang: str) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "name": row.name,
        "channel": row.channel,
        "person": row.person,
        "state": row.state,
        "since": row.state_since,
        "why": told(row.why, lang),
        "account": row.account.get("name", ""),
        "expires": row.expires,
        "checked_at": row.checked_at,
    }


def _parts(row: "Source", lang: str) -> list[dict[str, Any]]:
    return [_of_subscription(one, lang) for one in row.subscriptions.filter(ended=False).order_by("name")]


def _of_subscription(one: "Subscription", lang: str) -> dict[str, Any]:
    return {
        "name": one.name,
        "topic": one.topic,
        "asked_at": one.asked_at,
        "heard_at": one.heard_at,
        "items": one.items,
        "trouble": told(one.trouble, lang),
        "trouble_since": one.trouble_since,
        "next_at": one.next_at,
        "slowed": told(one.slowed, lang),
    }
