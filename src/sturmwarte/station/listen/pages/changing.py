"""Changes a source's settings from its page. A mistake brings the form back as it was typed."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte.channels.describe import Kind
from sturmwarte.station.frame.access import call
from sturmwarte.station.frame.texts import language
from sturmwarte.station.listen.actions.change import change
from sturmwarte.station.listen.actions.given import Given
from sturmwarte.station.listen.errors import SourceError
from sturmwarte.station.listen.models import Source
from sturmwarte.station.listen.pages import form, kept
from sturmwarte.station.listen.pages.entries import Entries, entries
from sturmwarte.station.listen.pages.rows import kind_of
from sturmwarte.station.listen.pages.settings import Draft, stored
from sturmwarte.station.listen.pages.source import found, show
from sturmwarte.station.listen.roles import CHANGE
from sturmwarte.station.people.permissions import of


@call(CHANGE)
def change_source(request: HttpRequest, id: str) -> HttpResponse:
    row = found(id)
    kind = kind_of(row)
    if kind is None:
        messages.error(request, _("This version does not know this kind of source any more."))
        return redirect("source", id)
    who, now = of(request), timezone.now()
    typed = form.typed(kind, request.POST)
    before = kept.unwrap(request.POST.get("kept", ""), kind.id, who.user, now)
    there = stored(row)
    read = entries(kind, typed, before, there)
    errors = dict(read.errors) | _elsewhere(row, kind, read, there)
    refused = ""
    if not errors and not read.ours:
        name = typed.name or kind.name.in_(language())
        given = Given(name, typed.channel, typed.person, read.values, read.secrets)
        try:
            change(who, row.pk, given, _version(request), now)
        except SourceError as problem:
            refused = str(problem)
        else:
            messages.success(request, _("Saved. Listening goes on with the new settings."))
            return redirect("source", id)
    ours = {"name": typed.name, "channel": typed.channel, "person": typed.person}
    draft = Draft(
        typed.shown_again(kind), ours, errors, read.ours, refused, _version(request),
        kept.wrap(read.secrets, kind.id, who.user, now), tuple(read.secrets),
    )  # fmt: skip
    return show(request, row, draft)


def _version(request: HttpRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _elsewhere(row: Source, kind: Kind, read: Entries, there: frozenset[str]) -> dict[str, str]:
    """Where an address is changed, the secrets must be typed anew: they would go to whoever is there now."""
    moved = any(
        one.type == "address" and _was(row.values, one.id, one.default) != read.values.get(one.id)
        for one in kind.fields
    )
    if not moved:
        return {}
    words = _("The address has changed: enter this again, so that it goes nowhere by mistake.")
    return {
        one.id: words for one in kind.fields if one.secret and one.id in there and one.id not in read.secrets
    }


def _was(values: Mapping[str, object], id: str, default: object) -> object:
    return values.get(id, default if default is not None else "")
