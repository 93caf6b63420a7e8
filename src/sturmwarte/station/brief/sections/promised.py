"""When we told authors we would come back to them: what is due within a day."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from sturmwarte.station.brief.sections.cases import first, of_me, open_cases, told, whose
from sturmwarte.station.brief.sections.line import Section, View
from sturmwarte.station.frame import formats
from sturmwarte.station.respond.models import Case

AHEAD = timedelta(hours=24)
_MOST = 8


def pick(view: View) -> list[Case]:
    """The reader's own, put aside or not: a promise counts all the same. What is late is overdue."""
    due = Q(promised_until__gte=view.now, promised_until__lt=view.now + AHEAD)
    ours = open_cases(view.who).filter(due, of_me(view.who))
    return first(ours.order_by("promised_until", "pk"), _MOST)


def promised(view: View) -> Section:
    title, icon = gettext_lazy("Promised"), "handshake"
    lines = told("promised", lambda case, what: _said(case, what, view), view)
    needs = len(lines)
    part = ngettext("%s promise", "%s promises", needs) % formats.number(needs) if needs else ""
    return Section("promised", title, icon, lines, needs, part)


def _said(case: Case, what: str, view: View) -> str:
    moment = case.promised_until or view.now
    local, today = timezone.localtime(moment), timezone.localtime(view.now)
    at = formats.at(local, today, get_language() or "en")
    return _("%(what)s: promised by %(at)s, %(whose)s") % {
        "what": what,
        "at": at,
        "whose": whose(case, view),
    }
