"""Words for roles: what they are called, and what each may do."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sturmwarte.station.people.models import Role

ROLES = {
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
MEANINGS = {
    Role.OWNER: _("Owner: everything, also people and settings"),
    Role.LEAD: _("Lead: all work, plan, export"),
    Role.MEMBER: _("Member: works on cases"),
    Role.APPROVER: _("Approver: reads, notes and approves"),
    Role.DUTY: _("On duty: works on cases, is called in an alarm"),
    Role.AGENCY: _("Agency: reads and notes, with an end date"),
    Role.LEGAL: _("Legal: reads and notes"),
    Role.DATA_PROTECTION: _("Data protection: searches posts, no cases"),
    Role.WORKS_COUNCIL: _("Works council: settings, no cases"),
    Role.READER: _("Reader: reads only"),
}
