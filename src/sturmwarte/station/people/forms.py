"""The forms of getting in and of permissions."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sturmwarte.station.people.models import Role, User

ROLE_NAMES = {
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


class PasswordForm(forms.Form):
    """A new password, typed once: the page shows it on request, and a one-time link can be had again."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least 12 characters; a few unrelated words are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        about = User(email=given.get("email", ""), name=given.get("name", ""))
        try:
            validate_password(given.get("password", ""), about)
        except ValidationError as error:
            self.add_error("password", error)
        return given


class OwnerForm(PasswordForm):
    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    field_order = ("name", "email", "password")


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class GrantForm(forms.Form):
    """Role x channel x topic x until; empty means all, or for good."""

    role = forms.ChoiceField(label=_("Role"), choices=list(ROLE_NAMES.items()), initial=Role.MEMBER)
    channel = forms.CharField(
        label=_("Channel"),
        max_length=200,
        required=False,
        help_text=_("Empty: all channels"),
        widget=forms.TextInput(attrs={"list": "channels", "autocomplete": "off"}),
    )
    topic = forms.CharField(
        label=_("Topic"),
        max_length=200,
        required=False,
        help_text=_("Empty: all topics"),
        widget=forms.TextInput(attrs={"list": "topics", "autocomplete": "off"}),
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: for good"),
    )

    def clean_until(self) -> datetime | None:
        """The last moment of the day that was chosen."""
        last: date | None = self.cleaned_data["until"]
        if last is None:
            return None
        return timezone.make_aware(datetime.combine(last + timedelta(days=1), time()))
