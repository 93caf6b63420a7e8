"""What a token may be allowed. It never may more than its person."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sturmwarte.station.foresee.roles import SEE as SEE_WAVES
from sturmwarte.station.foresee.roles import STEP_DOWN
from sturmwarte.station.frame.access import ANY_ROLE
from sturmwarte.station.listen.roles import CHANGE, SEE
from sturmwarte.station.people.models import Role
from sturmwarte.station.people.permissions import CASES, NAMES, NOTE, POSTS
from sturmwarte.station.understand.roles import LABEL

MAKE: frozenset[str] = frozenset({Role.OWNER, Role.LEAD, Role.MEMBER, Role.DUTY})
"""Makes tokens for programs that act for them. An agency or a reader works in the pages."""


@dataclass(frozen=True)
class Scope:
    """`roles`: who can give it, because they may do it themselves. `writes`: it changes something."""

    label: "str | Promise"
    roles: Collection[str]
    writes: bool = False


SCOPES: dict[str, Scope] = {
    "posts:read": Scope(_("Search and read posts, count them"), POSTS),
    "names:read": Scope(_("Authors by name instead of by pseudonym"), NAMES),
    "private:read": Scope(_("Private messages assigned to you too"), POSTS),
    "readings:write": Scope(_("Correct how posts are read"), LABEL, writes=True),
    "cases:read": Scope(_("Read cases"), CASES),
    "cases:write": Scope(_("Work on cases: take, note, postpone, close"), NOTE, writes=True),
    "waves:read": Scope(_("Read the situation, levels and waves"), SEE_WAVES),
    "waves:write": Scope(_("Judge waves, mute topics"), STEP_DOWN | LABEL, writes=True),
    "sources:read": Scope(_("Read sources and how well they are heard"), SEE),
    "sources:write": Scope(_("Let sources rest, and wake them"), CHANGE, writes=True),
    "plan:read": Scope(_("Read the plan, check plan files and queries"), ANY_ROLE),
}
"""In the order people are asked."""
