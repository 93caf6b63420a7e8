"""Words for roles."""

from django import template
from django.utils.translation import pgettext_lazy

register = template.Library()

_WORDS = {
    "owner": pgettext_lazy("role", "Owner"),
    "lead": pgettext_lazy("role", "Lead"),
    "member": pgettext_lazy("role", "Member"),
    "approver": pgettext_lazy("role", "Approver"),
    "duty": pgettext_lazy("role", "On duty"),
    "agency": pgettext_lazy("role", "Agency"),
    "legal": pgettext_lazy("role", "Legal"),
    "data_protection": pgettext_lazy("role", "Data protection"),
    "works_council": pgettext_lazy("role", "Works council"),
    "reader": pgettext_lazy("role", "Reader"),
}


@register.filter
def role_word(role: str) -> str:
    return str(_WORDS.get(role, role))
