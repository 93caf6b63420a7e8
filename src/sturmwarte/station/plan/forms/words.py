"""What fields and choices are called, with help and an example: packs/plan/fields.LANG.yaml."""

from functools import cache

import msgspec

from sturmwarte import packs
from sturmwarte.station.frame.texts import language
from sturmwarte.station.plan.forms.shapes import Member


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`help` may be left out in English: there the model's own description stands for it."""

    label: str
    example: str
    help: str = ""


class Pack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Keys of `fields` are `Model.field`; of `choices`, `Model.field=value` or `=value` wherever it occurs.
    `sections` say in a sentence what each is for; `entries` what one entry of a list is called."""

    fields: dict[str, Words]
    choices: dict[str, str]
    sections: dict[str, str]
    entries: dict[str, str]


@cache
def pack(lang: str) -> Pack:
    """Raises `msgspec.ValidationError` for a file that does not keep to the schema."""
    return msgspec.convert(packs.data("plan", f"fields.{lang}.yaml"), Pack)


def of(member: Member) -> Words:
    """In the reader's language; the bare key for a field nobody has named, so that a page still comes."""
    found = pack(language()).fields.get(member.words, Words(member.key, ""))
    return found if found.help else msgspec.structs.replace(found, help=member.described)


def choice(words: str, value: str) -> str:
    choices = pack(language()).choices
    return choices.get(f"{words}={value}") or choices.get(f"={value}") or value


def entry(words: str) -> str:
    """What one entry of a list is called, as in "Add an absence"."""
    return pack(language()).entries.get(words, "")
