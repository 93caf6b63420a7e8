"""`listen kinds`: what can be listened to, and what each kind asks for."""

import click

from sturmwarte.channels.describe import Kind, Setting
from sturmwarte.channels.describe import kinds as all_kinds
from sturmwarte.cli.failure import USAGE, Failure
from sturmwarte.cli.listen.ground import lang_option
from sturmwarte.cli.outputs import emit


@click.command()
@click.argument("kind", required=False)
@lang_option
def kinds(kind: str | None, lang: str) -> None:
    """Show the kinds of sources, or the fields of KIND. JSON lines."""
    there = all_kinds()
    if kind is None:
        for one in there.values():
            emit(_of_kind(one, lang))
        return
    if kind not in there:
        raise Failure(f"there is no kind {kind}; there are: {', '.join(there)}", USAGE)
    for setting in there[kind].fields:
        emit(_of_field(setting, lang))


def _of_kind(kind: Kind, lang: str) -> dict[str, object]:
    return {
        "kind": kind.id,
        "name": kind.name.in_(lang),
        "about": kind.about.in_(lang),
        "abilities": sorted(kind.abilities),
        "fields": [setting.id for setting in kind.fields],
    }


def _of_field(setting: Setting, lang: str) -> dict[str, object]:
    return {
        "field": setting.id,
        "type": setting.type,
        "required": setting.required,
        "default": setting.default,
        "label": setting.label.in_(lang),
        "help": setting.help.in_(lang),
        "choices": [choice.value for choice in setting.choices],
    }
