"""What is not heard, and what was not heard meanwhile: its silence is no calm."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from sturmwarte.station.archive import Archive
from sturmwarte.station.brief.sections.line import Line, Section, View
from sturmwarte.station.frame import formats
from sturmwarte.station.listen.models import Gap, Source
from sturmwarte.station.listen.pages.unheard import Ailing, Hearing, hearing
from sturmwarte.station.listen.pages.words import STATES
from sturmwarte.station.listen.roles import CHANGE, SEE

_MOST, _WORTH_SAYING, _DAY = 5, timedelta(minutes=10), timedelta(hours=24)


def standing(view: View) -> Hearing | None:
    """How each source stands now; None where nothing is known of any."""
    return hearing(view.plan, Archive().coverage(None, "", view.now - _DAY, view.now))


def sources(view: View, found: Hearing | None) -> Section:
    """Unusually quiet and limited ones among them, the disturbed first."""
    title, icon = gettext_lazy("Sources"), "wifi-off"
    if found is None:
        return Section("sources", title, icon)
    linked = view.who.has(SEE)
    lines = []
    if found.asleep:
        lines.append(Line(found.asleep.words, reverse("sources") if linked else "", urgent=True))
    lines += [_ailing(one, view, linked) for one in found.ailing[:_MOST]]
    if (rest := len(found.ailing) - _MOST) > 0:
        words = ngettext("%s more source", "%s more sources", rest) % formats.number(rest)
        lines.append(Line(words, reverse("sources") if linked else ""))
    lines += _missed(view, {one.id for one in found.ailing if one.state == "disturbed"}, linked)
    deaf = sum(one.state == "disturbed" for one in found.ailing) + bool(found.asleep)
    words = ngettext("%s disturbed source", "%s disturbed sources", deaf) % formats.number(deaf)
    part = words if deaf else ""
    if _looks_after(view, found):
        return Section("sources", title, icon, lines, deaf, part)
    return Section("sources", title, icon, lines, moves=part)


def _looks_after(view: View, found: Hearing) -> bool:
    """Whoever may mend a source, or has one of those that are not heard."""
    mine = view.plan.name(view.who.person) if view.who.person else ""
    return view.who.has(CHANGE) or any(mine and one.person == mine for one in found.ailing)


def _ailing(one: Ailing, view: View, linked: bool) -> Line:
    said = {
        "source": one.name,
        "state": STATES[one.state][0] if one.state in STATES else one.state,
        "since": _at(one.since, view.now),
        "who": one.person,
    }
    words = _("%(source)s: %(state)s since %(since)s") % said
    if one.person:
        words = _("%(source)s: %(state)s since %(since)s; %(who)s looks after it") % said
    address = reverse("source", args=[one.id]) if linked and one.id else ""
    return Line(words, address, why=one.why, urgent=one.state == "disturbed")


def _missed(view: View, still: set[str], linked: bool) -> Iterator[Line]:
    """Sources that hear again, but missed something since the reader last looked."""
    lost: dict[str, timedelta] = {}
    for gap in Gap.objects.filter(until__gt=view.since, since__lt=view.now, topic=""):
        length = min(gap.until, view.now) - max(gap.since, view.since)
        # Several subscriptions of one source miss the same hours: the longest counts.
        lost[gap.source] = max(lost.get(gap.source, timedelta()), length)
    names = dict(Source.objects.filter(pk__in=lost, removed_at=None).values_list("pk", "name"))
    for id, length in sorted(lost.items(), key=lambda one: -one[1]):
        if id in still or id not in names or length < _WORTH_SAYING:
            continue
        span = formats.span(length)
        words = _("%(source)s hears again, but missed %(span)s: what was written then is in no count")
        address = reverse("source", args=[id]) if linked else ""
        yield Line(words % {"source": names[id], "span": span}, address)


def _at(moment: datetime, now: datetime) -> str:
    return formats.at(timezone.localtime(moment), timezone.localtime(now), get_language() or "en")
