"""What waits for a second person, and this reader may be it.

One function for each kind of thing; a kind that comes later adds its own to `WAITING`. So far an emergency
change of the plan is the only thing that waits for anybody's word.
"""

from collections.abc import Callable, Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sturmwarte.station.archive.pages.hostile import excerpt
from sturmwarte.station.brief.sections.line import Line, Section, View
from sturmwarte.station.frame import formats
from sturmwarte.station.frame.texts import said
from sturmwarte.station.plan.actions.proposals import proposed, waiting
from sturmwarte.station.plan.roles import AGREE, covers
from sturmwarte.station.plan.told import told


def emergencies(view: View) -> Iterator[Line]:
    """By the wall clock: the plan knows no other."""
    now = timezone.now()
    if not view.who.person or not view.who.has(AGREE):
        return
    for row in waiting(now):
        change = proposed(row)
        own = view.who.user == row.user or view.who.person == row.by
        if own or not covers(view.who, AGREE, change):
            continue
        words = _("%(who)s asks you to agree to an emergency change until %(until)s: %(what)s") % {
            "who": view.plan.name(row.by),
            "until": f"{timezone.localtime(row.expires_at):%H:%M}",
            "what": said(told(change, view.plan)),
        }
        yield Line(words, reverse("emergency"), why=excerpt(row.reason, 200), urgent=True)


WAITING: tuple[Callable[[View], Iterator[Line]], ...] = (emergencies,)


def approve(view: View) -> Section:
    lines = [line for tell in WAITING for line in tell(view)]
    n = len(lines)
    part = ngettext("%s approval", "%s approvals", n) % formats.number(n) if n else ""
    return Section("approve", gettext_lazy("To approve"), "stamp", lines, n, part)
