"""One thing the command palette leads to."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from django.utils.functional import Promise

from sturmwarte.station.people.permissions import Permissions


@dataclass(frozen=True)
class Hit:
    """`label` is what it is called and searched by, `sub` what else is known of it; both are plain text.
    `url` is a page of ours, `icon` a name of `frame/icons.py`."""

    label: str
    sub: str
    url: str
    icon: str


class Find(Protocol):
    """What this reader may go to. Without words: what to offer at once, a hundred at most; the page itself
    narrows it. With words (as typed, never empty): what only a question to the database finds."""

    def __call__(self, who: Permissions, words: str) -> list[Hit]: ...


class Provider(NamedTuple):
    group: "str | Promise"
    find: Find
