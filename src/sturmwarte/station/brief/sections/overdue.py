"""Whose deadline has passed: the reader's own first, the others counted."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sturmwarte.station.brief.sections.cases import late_first, of_me, open_cases, told, whose
from sturmwarte.station.brief.sections.line import Line, Section, View
from sturmwarte.station.frame import formats
from sturmwarte.station.respond.due import due_of
from sturmwarte.station.respond.due import overdue as is_late
from sturmwarte.station.respond.models import Case

_MOST = 4


def pick(view: View) -> list[Case]:
    """Whoever has no case of their own late still sees what has waited longest."""
    cases = open_cases(view.who)
    mine = late_first(cases.filter(of_me(view.who)), view.now, _MOST)
    return mine or late_first(cases, view.now, 2)


def overdue(view: View) -> Section:
    late = is_late(view.now)
    n = open_cases(view.who).aggregate(
        all=Count("pk", filter=late), mine=Count("pk", filter=late & of_me(view.who))
    )
    title, icon = gettext_lazy("Overdue"), "triangle-alert"
    if not n["all"]:
        return Section("overdue", title, icon)

    lines = told("overdue", lambda case, what: _said(case, what, view), view, urgent=bool(n["mine"]))
    if rest := n["all"] - len(lines):
        words = ngettext("%s more case is overdue", "%s more cases are overdue", rest) % formats.number(rest)
        lines.append(Line(words, f"{reverse('desk')}?view=overdue"))
    needs = n["mine"]
    part = ngettext("%s overdue case", "%s overdue cases", needs) % formats.number(needs) if needs else ""
    return Section("overdue", title, icon, lines, needs, part)


def _said(case: Case, what: str, view: View) -> str:
    since = due_of(case) or view.now
    late = formats.dative(formats.span(view.now - since), view.now - since)
    said = {"what": what, "late": late, "whose": whose(case, view)}
    if since == case.promised_until:
        return _("%(what)s: our promise is %(late)s late, %(whose)s") % said
    return _("%(what)s: overdue for %(late)s, %(whose)s") % said
