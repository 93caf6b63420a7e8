"""Somebody changed their own password or second factors: audited, and told to them by mail, because whoever
got hold of a session would do the same."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sturmwarte.station.ledger import outbox
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.letters import can_mail
from sturmwarte.station.people.models import User

WHAT = {
    "password_changed": gettext_lazy("The password was changed."),
    "password_set": gettext_lazy("A password was set."),
    "totp_activated": gettext_lazy("An authenticator app was set up."),
    "totp_deactivated": gettext_lazy("The authenticator app was taken off."),
    "recovery_codes_generated": gettext_lazy("New recovery codes were made."),
    "webauthn_added": gettext_lazy("A key was added."),
    "webauthn_removed": gettext_lazy("A key was taken off."),
    "account_connected": gettext_lazy("The single sign-on opens this login now."),
}


@transaction.atomic
def changed(user: User, what: str, now: datetime) -> None:
    """`what` is one of WHAT; others are audited only."""
    record(f"user:{user.pk}", f"people.{what}"[:80], f"user:{user.pk}", now)
    announce("people", str(user.pk), now)
    if what not in WHAT or not user.email or not can_mail():
        return
    language = (user.language or settings.LANGUAGE_CODE)[:2]
    with translation.override(language):
        text = _(
            "Hello %(name)s,\n\n%(what)s\n\nIf it was you, nothing is left to do. If it was not, tell an"
            " owner of this station at once; they can switch your login off.\n\n%(url)s\n"
        ) % {"name": user.name, "what": WHAT[what], "url": settings.PUBLIC_URL}
        subject = _("Your sign-in was changed")
    payload = {"subject": subject, "text": text, "lang": language, "at": now.isoformat()}
    outbox.put(f"sign-in:{what}:{user.pk}:{now.isoformat()}", "mail", user.email, payload, now)
