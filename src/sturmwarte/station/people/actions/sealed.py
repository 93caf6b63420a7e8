"""Makes, opens and checks the sealed account.

1. `seal` makes the code, keeps its hash and shows it once, to be printed and locked away.
2. `open_sealed` takes the code: the account is owner for eight hours. The code is spent at once and a new one
   shown in its place, so that the next emergency finds one too. Everybody who owns the station is told.
3. `settle` says that an owner has looked into it; until then every owner sees it on their pages.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sturmwarte.station.frame import formats
from sturmwarte.station.ledger import outbox
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people import sessions
from sturmwarte.station.people.errors import PeopleError
from sturmwarte.station.people.models import Grant, Role, Sealed, SealedUse, User
from sturmwarte.station.people.owners import check_covers

LASTS = timedelta(hours=8)
"""How long it opens everything once it is used."""
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Read from paper by a tired person: no letter looks like another or like a figure."""
GROUPS, EACH = 6, 5


class WrongCode(PeopleError):
    field = "code"


@transaction.atomic
def seal(actor: User, now: datetime) -> str:
    """A new code; the one before no longer opens anything. Raises BeyondOwnRight."""
    check_covers(actor, "", "", None, now)
    return _sealed_anew(f"user:{actor.pk}", now)


@transaction.atomic
def seal_from_shell(actor: str, now: datetime) -> str:
    """The same from the command line, where nobody is signed in; `actor` names whoever has the shell."""
    return _sealed_anew(actor, now)


@transaction.atomic
def open_sealed(code: str, reason: str, device: str, now: datetime) -> tuple[User, str]:
    """The account, open for eight hours, and the code that replaces the one just used. Raises WrongCode, and
    PeopleError without a reason."""
    kept = Sealed.objects.select_related("user").first()
    if kept is None or not hmac.compare_digest(kept.code_hash, _hash(code)):
        raise WrongCode(_("This is not the code. It has six groups of five letters and figures."))
    if not reason.strip():
        raise PeopleError(_("Say why it is opened: one line for those who will read it."))
    user = kept.user
    User.objects.filter(pk=user.pk).update(is_active=True)
    user.is_active = True
    user.grants.all().delete()
    Grant.objects.create(user=user, role=Role.OWNER, until=now + LASTS)
    SealedUse.objects.create(at=now, device=device, reason=reason.strip()[:500])
    record(f"user:{user.pk}", "people.seal_broken", f"user:{user.pk}", now, reason=reason.strip()[:500])
    announce("people", str(user.pk), now)
    _mail_owners(reason.strip()[:500], now)
    return user, _sealed_anew(f"user:{user.pk}", now)


@transaction.atomic
def settle(actor: User, now: datetime) -> int:
    """An owner has looked into every use so far; the account closes. Returns how many there were."""
    check_covers(actor, "", "", None, now)
    done = SealedUse.objects.filter(settled_at=None).update(settled_at=now, settled_by=actor)
    kept = Sealed.objects.select_related("user").first()
    if kept is not None:
        kept.user.grants.all().delete()
        User.objects.filter(pk=kept.user.pk).update(is_active=False)
        sessions.end_all(kept.user)
    if done:
        record(f"user:{actor.pk}", "people.seal_settled", "sealed", now, after={"uses": done})
        announce("people", "sealed", now)
    return done


def _sealed_anew(actor: str, now: datetime) -> str:
    code = "-".join("".join(secrets.choice(LETTERS) for _n in range(EACH)) for _g in range(GROUPS))
    kept = Sealed.objects.first()
    user = kept.user if kept else _made()
    Sealed.objects.update_or_create(
        user=user, defaults={"code_hash": _hash(code), "made_at": now, "made_by": actor}
    )
    record(actor, "people.sealed", f"user:{user.pk}", now)
    announce("people", str(user.pk), now)
    return code


def _made() -> User:
    # No address: nobody can ask for its password, no mail goes astray, no sign-on finds it.
    user = User.objects.create_user("", None, name=_("Sealed account"))
    User.objects.filter(pk=user.pk).update(is_active=False)
    return user


def _mail_owners(reason: str, now: datetime) -> None:
    held = Q(grants__role=Role.OWNER) & (Q(grants__until=None) | Q(grants__until__gt=now))
    for user in User.objects.filter(held, is_active=True, sealed=None).distinct():
        with translation.override((user.language or settings.LANGUAGE_CODE)[:2]):
            at = formats.exact(timezone.localtime(now), translation.get_language() or "de")
            text = _(
                "The sealed account of this station was opened on %(at)s.\n\nReason given: %(reason)s\n\n"
                "If you know of it: look into it and close it under %(url)s.\nIf you do not: somebody has the"
                " sheet with the code. Sign in now and close the account.\n"
            ) % {"at": at, "reason": reason, "url": f"{settings.PUBLIC_URL}/station/sign-in/"}
            payload = {"subject": _("The sealed account was opened"), "text": text, "at": now.isoformat(),
                       "lang": translation.get_language() or "de"}  # fmt: skip
        outbox.put(f"sealed:{now.isoformat()}:{user.pk}", "mail", user.email, payload, now)


def _hash(code: str) -> str:
    plain = "".join(one for one in code.upper() if one in LETTERS)
    return hashlib.sha256(plain.encode()).hexdigest()
