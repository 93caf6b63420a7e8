"""How second factors behave here: secrets sealed, names of this station, none dropped that is asked for."""

import base64
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sturmwarte.station.listen.secrets import seal, unseal
from sturmwarte.station.people.factors.rule import asked_of

_SEALED = "sealed:"


class Factors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": gettext_lazy(
            "This is your last second factor, and your role needs one: set up another first."
        ),
        "incorrect_code": gettext_lazy("This code is not right. Codes change every 30 seconds."),
    }

    def encrypt(self, text: str) -> str:
        return _SEALED + base64.b64encode(seal({"": text})).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Codes set up before they were sealed stand as they are."""
        if not encrypted_text.startswith(_SEALED):
            return encrypted_text
        return unseal(base64.b64decode(encrypted_text.removeprefix(_SEALED)))[""]

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        if others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
            return True
        return not asked_of(authenticator.user, timezone.now())

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Key %(number)s") % {"number": count + 1}

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)
