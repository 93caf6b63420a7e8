"""What we told an author we would come back with: what is due within a day, and what is late."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from sturmwarte.core.post import LIVE
from sturmwarte.station.brief.sections.cases import of_me, told, whose
from sturmwarte.station.brief.sections.line import Section, View
from sturmwarte.station.frame import formats
from sturmwarte.station.respond.models import Case

AHEAD = timedelta(hours=24)
_MOST = 8


def pick(view: View) -> list[Case]:
    """Also of cases that were put aside: a promise counts all the same."""
    due = Q(promised_until__lt=view.now + AHEAD)
    cases = view.who.visible(Case.objects.filter(run=LIVE)).exclude(state=Case.State.CLOSED).filter(due)
    ours = cases.filter(of_me(view.who) | Q(promised_until__lt=view.now))
    return list(ours.select_related("taken_by").order_by("promised_until", "pk")[:_MOST])


def promised(view: View) -> Section:
    title, icon = gettext_lazy("Promised"), "handshake"
    lines = told("promised", lambda case, what: _said(case, what, view), view, urgent=True)
    needs = len(lines)
    part = ngettext("%s promise", "%s promises", needs) % formats.number(needs) if needs else ""
    return Section("promised", title, icon, lines, needs, part)


def _said(case: Case, what: str, view: View) -> str:
    moment = case.promised_until
    assert moment is not None
    words = {"what": what, "whose": whose(case, view)}
    if moment < view.now:
        late = formats.dative(formats.span(view.now - moment), view.now - moment)
        return _("%(what)s: our promise is %(late)s late, %(whose)s") % {**words, "late": late}
    local, today = timezone.localtime(moment), timezone.localtime(view.now)
    at = formats.at(local, today, get_language() or "en")
    return _("%(what)s: promised by %(at)s, %(whose)s") % {**words, "at": at}
