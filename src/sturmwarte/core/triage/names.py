"""The @names by which posts address us."""

import re

from sturmwarte.core.plan.channels import CHANNELS
from sturmwarte.core.plan.company import COMPANY
from sturmwarte.core.plan.section import Plan

_NAME = re.compile(r"\w[\w.]{1,60}")
_UNADDRESSED = frozenset({"mail", "email", "web", "website", "blog", "phone"})
"""Networks on which the last part of an address is a page, not a name."""


def names_of(plan: Plan) -> tuple[str, ...]:
    """`@radwerk` for the company, its brands (blanks dropped) and the accounts at the channels' addresses."""
    company = plan[COMPANY]
    accounts = [c.url.rstrip("/").rpartition("/")[2] for c in plan[CHANNELS] if c.network not in _UNADDRESSED]
    written = [name.replace(" ", "") for name in (company.name, *company.brands)] + accounts
    bare = [name.removeprefix("@") for name in written]
    return tuple(dict.fromkeys(f"@{name}" for name in bare if _NAME.fullmatch(name)))
