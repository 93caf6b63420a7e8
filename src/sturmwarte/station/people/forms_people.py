"""The forms of permissions, absences and the sealed account. They check what is typed; actions the rest."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sturmwarte.station.people.models import Role
from sturmwarte.station.people.words import MEANINGS, ROLES
from sturmwarte.station.plan.pages.active import ActivePlan


def day_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)


def start_of(day: date) -> datetime:
    """The first moment of a day, where the station is."""
    return timezone.make_aware(datetime.combine(day, time()))


def end_of(day: date) -> datetime:
    """The last moment of a day, where the station is."""
    return start_of(day + timedelta(days=1))


def named(plan: ActivePlan, *sections: str) -> list[tuple[str, str]]:
    """Ids of the plan with what people call them, to choose from."""
    return [(id, plan.name(id, section)) for section in sections for id in plan.ids(section)]


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class GrantForm(forms.Form):
    """Role x channel x topic x until; empty means all, or for good."""

    role = forms.ChoiceField(label=_("Role"), choices=list(MEANINGS.items()), initial=Role.MEMBER)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    until = day_field(_("Until"), _("Empty: for good"), required=False)

    def __init__(self, plan: ActivePlan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, section, every in (
            ("channel", "channels", _("All channels")),
            ("topic", "topics", _("All topics")),
        ):
            self.fields[name].choices = [("", every), *self._known(plan, name, section)]  # type: ignore[attr-defined]

    def _known(self, plan: ActivePlan, name: str, section: str) -> list[tuple[str, str]]:
        """Those of the plan; and the one that was sent, which may be older than the plan or before it."""
        known, sent = named(plan, section), self.data.get(name, "")[:200]
        return known if not sent or sent in dict(known) else [*known, (sent, sent)]

    def clean_until(self) -> datetime | None:
        last: date | None = self.cleaned_data["until"]
        return end_of(last) if last else None


class AbsenceForm(forms.Form):
    person = forms.ChoiceField(label=_("Who"))
    start = day_field(_("From"))
    at = forms.TimeField(
        label=_("from o’clock"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Empty: from now, or the whole day"),
    )
    until = day_field(_("Up to and including"))
    deputy = forms.ChoiceField(label=_("Stands in"), required=False)
    note = forms.CharField(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("The team reads it. Nothing about health, please: “away” is enough."),
    )

    def __init__(self, plan: ActivePlan, people: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(id, plan.name(id)) for id in people]  # type: ignore[attr-defined]
        as_planned = ("", _("As the plan says"))
        self.fields["deputy"].choices = [as_planned, *named(plan, "people", "teams")]  # type: ignore[attr-defined]

    def clean_until(self) -> datetime:
        return end_of(self.cleaned_data["until"])

    def begins(self, now: datetime) -> datetime:
        """The hour that was given; else now for today, midnight for another day."""
        day, at = self.cleaned_data["start"], self.cleaned_data["at"]
        if at is None and day == timezone.localdate(now):
            return now
        return timezone.make_aware(datetime.combine(day, at or time()))


class FactorRuleForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=list(ROLES.items()), widget=forms.CheckboxSelectMultiple, required=False
    )
    enforced = forms.BooleanField(label=_("Whoever has none comes no further"), required=False)
    since = day_field(
        _("From this day on"), _("Until then everybody concerned is reminded. Empty: today."), required=False
    )
    sign_on_counts = forms.BooleanField(
        label=_("Coming by the single sign-on counts: the provider asks for a second factor itself"),
        required=False,
    )


class SealedForm(forms.Form):
    code = forms.CharField(
        label=_("Code on the sheet"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    reason = forms.CharField(
        label=_("Why"), max_length=500, help_text=_("Every owner reads it, and the audit trail keeps it.")
    )
