"""Words for roles."""

from django import template
from django.conf import settings
from django.utils.translation import gettext

from sturmwarte.station.people.words import ROLES

register = template.Library()


@register.filter
def role_word(role: str) -> str:
    return str(ROLES.get(role, role))


@register.simple_tag
def sign_on_name() -> str:
    """What the button of the single sign-on says; empty where there is none."""
    if settings.SIGN_ON is None:
        return ""
    return gettext("With %(name)s") % {"name": settings.SIGN_ON.name or gettext("single sign-on")}
