"""The forms of getting in and of permissions."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sturmwarte.station.people.models import User


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
