"""What the trail names by number, as people call it: who did something, and to what."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sturmwarte.station.frame.formats import quoted
from sturmwarte.station.frame.texts import language
from sturmwarte.station.listen.models import Source
from sturmwarte.station.people.models import User

_MACHINES: dict[str, "str | Promise"] = {
    "station": gettext_lazy("the station itself"),
    "engine": gettext_lazy("the station itself"),
    "command line": gettext_lazy("command line"),
    "single sign-on": gettext_lazy("single sign-on"),
}
_SUBJECTS: dict[str, "str | Promise"] = {
    "case": gettext_lazy("Case %s"),
    "backup": gettext_lazy("Backup %s"),
    "draft": gettext_lazy("Draft %s"),
    "request": gettext_lazy("Request %s"),
    "label": gettext_lazy("Label %s"),
    "job": gettext_lazy("Job %s"),
    "outgoing": gettext_lazy("Message %s"),
    "model": gettext_lazy("Version %s"),
    "storm": gettext_lazy("Recording %s"),
    "emergency": gettext_lazy("Emergency change %s"),
    "proposal": gettext_lazy("Proposal %s"),
    "topic": gettext_lazy("Topic %s"),
    "person": gettext_lazy("Person %s"),
    "rejected": gettext_lazy("Refused post %s"),
}
_PAGES = {"case": "case", "source": "source", "user": "person", "request": "privacy_request"}


@dataclass(frozen=True)
class Subject:
    words: str
    url: str = ""


class Names:
    """Looks up everybody and everything that a page of entries names, at once."""

    def __init__(self, actors: Iterable[str], subjects: Iterable[str]) -> None:
        subjects = list(subjects)
        ids = {int(one[5:]) for one in (*actors, *subjects) if _numbered(one, "user:")}
        self._users = {user.pk: str(user) for user in User.objects.filter(pk__in=ids)}
        sources = {one.removeprefix("source:") for one in subjects if one.startswith("source:")}
        self._sources = dict(Source.objects.filter(pk__in=sources).values_list("pk", "name"))

    def actor(self, actor: str) -> str:
        if _numbered(actor, "user:"):
            return self._users.get(int(actor[5:])) or _("somebody who is no longer here")
        if actor.startswith("cli:"):
            return _("command line (%s)") % actor[4:]
        return str(_MACHINES.get(actor, actor))

    def subject(self, subject: str) -> Subject:
        kind, _colon, id = subject.partition(":")
        if kind == "user" and id.isdigit():
            return Subject(self._users.get(int(id)) or _("somebody who is no longer here"), _page(kind, id))
        if kind == "source" and id:
            return Subject(self._sources.get(id, id), _page(kind, id))
        if kind in _SUBJECTS and id:
            shown = quoted(id, language()) if kind == "topic" else id
            return Subject(str(_SUBJECTS[kind]) % shown, _page(kind, id))
        return Subject(subject)


def _page(kind: str, id: str) -> str:
    if kind not in _PAGES:
        return ""
    try:
        return reverse(_PAGES[kind], args=[id])
    except NoReverseMatch:
        return ""


def _numbered(text: str, prefix: str) -> bool:
    return text.startswith(prefix) and text[len(prefix) :].isdigit()


def meant(words: str) -> list[str]:
    """The actors whom these words may mean: a login by name or address, or the trail's own name."""
    words = words.strip()
    if not words:
        return []
    by_name = User.objects.filter(name__icontains=words) | User.objects.filter(email__icontains=words)
    machines = [id for id, name in _MACHINES.items() if words.casefold() in str(name).casefold()]
    return [words, *(f"user:{pk}" for pk in by_name.values_list("pk", flat=True)[:50]), *machines]
