"""What the provider says about a person, read strictly: a claim that is not what it should be is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sturmwarte.station.people.sign_on.config import SignOn


@dataclass(frozen=True)
class Claims:
    """`verified`: the provider says that the address is this person's. `roles` come from its groups."""

    email: str
    verified: bool
    name: str
    roles: frozenset[str] = frozenset()


def claims_of(told: Mapping[str, Any], settings: SignOn) -> Claims:
    """The person's own page at the provider counts before the ticket; both come from it directly.

    `email_verified` must be the truth value: some providers send the word "false", which counts as yes where
    one only asks whether there is something.
    """
    every: dict[str, Any] = {**(told.get("id_token") or {}), **(told.get("userinfo") or {})}
    email, name, groups = every.get("email"), every.get("name"), every.get(settings.claim)
    mine = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
    return Claims(
        email=email.strip().lower() if isinstance(email, str) else "",
        verified=every.get("email_verified") is True,
        name=name.strip()[:200] if isinstance(name, str) else "",
        roles=frozenset(
            settings.roles[one] for one in mine if isinstance(one, str) and one in settings.roles
        ),
    )
