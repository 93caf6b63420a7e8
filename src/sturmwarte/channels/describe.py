"""What a channel says of itself: `channel.yaml` in its folder, checked when it is read.

From it come the set-up form, the documentation page, `listen preview`, the privacy duties and the contract
tests, so nothing about a channel is written twice. Every text is there in German and English.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from importlib import import_module
from importlib.resources import files
from pkgutil import iter_modules
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from ruamel.yaml import YAML

from sturmwarte.channels.contract import Connect

Ability = Literal[
    "listen", "stream", "search", "receive", "reply", "direct_message", "hide", "delete", "backfill", "probe"
]
FieldType = Literal["text", "address", "secret", "choice", "lines", "number", "switch", "long_secret"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """One text in both languages."""

    de: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_(self, language: str) -> str:
        return self.en if language == "en" else self.de


class Choice(_Strict):
    value: str
    label: Words


class Setting(_Strict):
    """A field of the set-up form. `lines` is a list of texts, one a line; `address` is a URL or a host."""

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    type: FieldType = "text"
    label: Words
    help: Words
    required: bool = True
    default: str | int | bool | list[str] | None = None
    example: str = ""
    choices: tuple[Choice, ...] = ()
    least: float | None = None
    most: float | None = None
    advanced: bool = False
    """Shown under "More settings"."""

    @property
    def secret(self) -> bool:
        return self.type in {"secret", "long_secret"}


class Limit(_Strict):
    """A limit of the platform, and its source."""

    what: Words
    source: str = ""


class Policy(_Strict):
    """What the platform's rules ask of us. `reviewed` is when a person last read them."""

    reviewed: date
    review_by: date
    sources: tuple[str, ...] = Field(min_length=1)
    delete_within_hours: int | None = None
    """A post deleted there must be gone here within so many hours; None: at once when we hear of it."""
    refresh_days: int | None = None
    """Data older than this must be fetched anew or deleted."""
    keep_days: int | None = None
    automation: Words
    duties: tuple[Words, ...] = ()


class Access(_Strict):
    """What the official access needs, and the bridge that works until it is granted."""

    review: Words
    papers: Words
    waiting: Words
    bridge: Words | None = None


class Proven(_Strict):
    """What the channel was tested against: a real server, an emulator of ours, a contract check."""

    against: Literal["server", "emulator", "contract", "samples"]
    what: Words


class Kind(_Strict):
    """A channel kind, as `channel.yaml` describes it; `id` is the folder's name."""

    id: str
    name: Words
    about: Words
    group: Literal["social", "video", "messenger", "news", "mail", "reviews", "bridge"]
    networks: tuple[str, ...] = Field(min_length=1)
    """Networks its posts may belong to; the engine rejects others."""
    forms: tuple[str, ...] = Field(min_length=1)
    abilities: frozenset[Ability]
    fields: tuple[Setting, ...] = ()
    steps: tuple[Words, ...] = ()
    """How to get the access there, a step each."""
    limits: tuple[Limit, ...] = ()
    policy: Policy
    access: Access
    proven: tuple[Proven, ...] = Field(min_length=1)
    backfill_days: int = 7
    speaks_as_account: bool = True

    @model_validator(mode="after")
    def _fields_once(self) -> "Kind":
        names = [field.id for field in self.fields]
        if len(names) != len(set(names)):
            raise ValueError("two fields of the same id")
        return self


@cache
def kinds() -> dict[str, Kind]:
    """Every channel there is, by id, found by its folder."""
    package = files("sturmwarte.channels")
    found = {}
    for module in iter_modules([str(package)]):
        if module.ispkg and (package / module.name / "channel.yaml").is_file():
            found[module.name] = describe(module.name)
    return dict(sorted(found.items()))


def describe(id: str) -> Kind:
    """One channel's own description; raises pydantic's ValidationError for one that is incomplete."""
    text = (files("sturmwarte.channels") / id / "channel.yaml").read_text(encoding="utf-8")
    written: dict[str, Any] = YAML(typ="safe").load(text)
    return Kind.model_validate({"id": id, **written})


def connector(id: str) -> Connect:
    """The channel's `connect`. Imports its package, so only for a channel that is used."""
    connect: Connect = import_module(f"sturmwarte.channels.{id}").connect
    return connect


def unpacker(id: str) -> Callable[[bytes], list[str]] | None:
    """What makes lines of a list that another program wrote, where the channel exports `lines_of`: so a whole
    file may stand in a field of type `lines`."""
    try:
        found: Callable[[bytes], list[str]] | None = getattr(
            import_module(f"sturmwarte.channels.{id}"), "lines_of", None
        )
    except ModuleNotFoundError:
        return None
    return found
