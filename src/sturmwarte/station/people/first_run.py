"""The links that open the station without a password: the first owner's, an invitation's, the demo's.

A token is random, kept only as a hash, works once and for a limited time. There is no default password.
"""

import hashlib
import secrets
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sturmwarte.station.people.models import Grant, Link, Role, User

LASTS = {
    Link.Purpose.FIRST_RUN: timedelta(hours=24),
    Link.Purpose.INVITE: timedelta(days=7),
    Link.Purpose.DEMO: timedelta(hours=12),
}
_DOORS = {Link.Purpose.FIRST_RUN: "first_run", Link.Purpose.INVITE: "invited", Link.Purpose.DEMO: "enter"}
DEMO_MARK = "this-is-a-demo"
"""File in the data folder that says: nothing here is real, links that sign in without a password are fine."""


class DemoOnly(RuntimeError):
    """A link that signs in by itself was asked for in a station that is no demo. Never for real data."""


def link() -> str | None:
    """The address that makes the first owner; None once somebody can sign in. Voids the one before."""
    if somebody_is_in():
        return None
    Link.objects.filter(purpose=Link.Purpose.FIRST_RUN, used_at=None).delete()
    return issue(Link.Purpose.FIRST_RUN, None)


def somebody_is_in() -> bool:
    """Whether the station has a login already. The sealed account is nobody: it may be made before."""
    return User.objects.filter(sealed=None).exists()


def invitation(user: User) -> str:
    """The address where `user` sets a password, for the first time or after forgetting it."""
    Link.objects.filter(purpose=Link.Purpose.INVITE, user=user, used_at=None).delete()
    return issue(Link.Purpose.INVITE, user)


def demo_link(user: User) -> str:
    """The address that signs `user` in, once. Only where the data folder is marked as a demo."""
    if not is_demo():
        raise DemoOnly(f"{settings.DATA} is not marked as a demo")
    return issue(Link.Purpose.DEMO, user)


def demo_owner(email: str, name: str, language: str = "", person: str = "") -> User:
    """The demo's login with every permission and no password: only a link opens it."""
    if not is_demo():
        raise DemoOnly(f"{settings.DATA} is not marked as a demo")
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User.objects.create_user(email, None, name=name, language=language, person=person)
        Grant.objects.create(user=user, role=Role.OWNER)
    return user


def mark_demo(folder: Path) -> None:
    """Marks a data folder as a demo; `demo` calls it on a folder it has just made, never on another."""
    (folder / DEMO_MARK).touch()


def is_demo() -> bool:
    return (Path(settings.DATA) / DEMO_MARK).exists()


def issue(purpose: Link.Purpose, user: User | None) -> str:
    """Makes a link and returns its whole address: the only time the token is seen."""
    token = secrets.token_urlsafe(32)
    Link.objects.create(
        purpose=purpose, user=user, token_hash=_hash(token), expires_at=timezone.now() + LASTS[purpose]
    )
    return f"{settings.PUBLIC_URL}{reverse(_DOORS[purpose], args=[token])}"


def look_up(purpose: Link.Purpose, token: str) -> Link | None:
    """The link, if it is still good. Looking does not use it up."""
    good = Link.objects.filter(purpose=purpose, used_at=None, expires_at__gt=timezone.now())
    return good.select_related("user").filter(token_hash=_hash(token)).first()


def use(purpose: Link.Purpose, token: str) -> bool:
    """Uses the link up; False when somebody was faster or it has expired. Call inside a transaction."""
    good = Link.objects.filter(purpose=purpose, used_at=None, expires_at__gt=timezone.now())
    return good.filter(token_hash=_hash(token)).update(used_at=timezone.now()) == 1


@transaction.atomic
def first_owner(token: str, email: str, name: str, password: str, language: str) -> User | None:
    """Makes the first owner; None when the link is spent or somebody else became owner meanwhile."""
    if somebody_is_in() or not use(Link.Purpose.FIRST_RUN, token):
        return None
    user = User.objects.create_user(email, password, name=name, language=language)
    Grant.objects.create(user=user, role=Role.OWNER)
    return user


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
