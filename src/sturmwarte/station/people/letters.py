"""The mail with somebody's one-time link. Its text is sealed while it waits: the link opens a door."""

import base64
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from sturmwarte.station.ledger import outbox
from sturmwarte.station.listen.secrets import seal
from sturmwarte.station.people.models import User


def can_mail() -> bool:
    return bool(settings.SMTP and settings.MAIL_FROM)


def send_invitation(user: User, actor: User, link: str, now: datetime) -> None:
    """Call it in the transaction that makes the link."""
    language = (user.language or settings.LANGUAGE_CODE)[:2]
    with translation.override(language):
        subject = _("Your access to Sturmwarte")
        text = _(
            "Hello %(name)s,\n\n%(by)s has given you access to Sturmwarte. With this address you choose your"
            " password. It works once and for seven days:\n\n%(link)s\n\nIf you expected nothing like this,"
            " ignore this mail.\n"
        ) % {"name": user.name, "by": actor.name or actor.email, "link": link}
    payload = {"subject": subject, "lang": language, "at": now.isoformat(),
               "sealed": base64.b64encode(seal({"text": text})).decode("ascii")}  # fmt: skip
    outbox.put(f"invitation:{user.pk}:{now.isoformat()}", "mail", user.email, payload, now)
