"""What is new: cases that came, and topics on which more or less was said than usual."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sturmwarte.core.post import LIVE
from sturmwarte.station.archive import Archive
from sturmwarte.station.brief.sections.cases import OPEN, first, of_me, told, whose
from sturmwarte.station.brief.sections.line import Line, Section, View
from sturmwarte.station.foresee.pages import links
from sturmwarte.station.foresee.pages.course import gaps
from sturmwarte.station.foresee.pages.habit import habits, usual_range
from sturmwarte.station.foresee.pages.heard import counted
from sturmwarte.station.foresee.pages.saying import figure
from sturmwarte.station.frame import formats
from sturmwarte.station.respond.models import Case
from sturmwarte.station.respond.words import KINDS

_MOST_CASES, _MOST_KINDS, _MOST_TOPICS, _FEWEST = 3, 4, 5, 8
_WORTH_SAYING = timedelta(minutes=30)


def new(view: View) -> Section:
    """Nothing where no case came and every topic is as usual: the calm says how much was watched."""
    lines, mine = _cases(view)
    part = ngettext("%s new case", "%s new cases", mine) % formats.number(mine) if mine else ""
    return Section("new", gettext_lazy("New"), "inbox", [*lines, *_topics(view, alone=not lines)], mine, part)


def pick(view: View) -> list[Case]:
    """The most urgent of the reader's own; what is late already stands above."""
    mine = _came(view).filter(of_me(view.who))
    waiting = mine.exclude(deadline__lt=view.now).exclude(promised_until__isnull=False)
    return first(waiting.order_by("priority", "deadline", "pk"), _MOST_CASES)


def _came(view: View) -> "QuerySet[Case]":
    return view.who.visible(Case.objects.filter(run=LIVE, state__in=OPEN, opened_at__gte=view.since))


def _cases(view: View) -> tuple[list[Line], int]:
    came = _came(view)
    mine = of_me(view.who)
    # Without a look at whether it is somebody else's: who took it meanwhile does the work.
    n = came.aggregate(all=Count("pk"), mine=Count("pk", filter=mine))
    lines = []
    if n["mine"]:
        words = ngettext("%s new case for you or your teams", "%s new cases for you or your teams", n["mine"])
        lines.append(Line(f"{words % formats.number(n['mine'])}{_kinds(came.filter(mine))}", _desk("team")))
        lines += told("new", lambda case, what: _said(case, what, view), view)
    if rest := n["all"] - n["mine"]:
        words = ngettext("%s new case with others", "%s new cases with others", rest) % formats.number(rest)
        lines.append(Line(f"{words}{_kinds(came.exclude(mine)) if not n['mine'] else ''}", _desk("all")))
    return lines, n["mine"]


def _desk(view: str) -> str:
    return f"{reverse('desk')}?view={view}"


def _said(case: Case, what: str, view: View) -> str:
    if case.deadline is None:
        return _("%(what)s, %(whose)s") % {"what": what, "whose": whose(case, view)}
    left = case.deadline - view.now
    if left <= timedelta():
        return _("%(what)s, %(whose)s: the deadline has passed") % {"what": what, "whose": whose(case, view)}
    return _("%(what)s, %(whose)s: %(left)s left") % {
        "what": what,
        "whose": whose(case, view),
        "left": formats.span(left),
    }


def _kinds(cases: "QuerySet[Case]") -> str:
    """`: complaint (3), question (2)`, the most frequent first."""
    rows = cases.exclude(kind="none").values("kind").annotate(n=Count("pk")).order_by("-n", "kind")
    said = [f"{KINDS[row['kind']]} ({row['n']})" for row in rows[:_MOST_KINDS] if row["kind"] in KINDS]
    return f": {formats.listed(said)}" if said else ""


def _topics(view: View, *, alone: bool) -> list[Line]:
    """Topics out of their usual first, the others in one sentence."""
    if not view.topics:
        return []
    begin = view.since.replace(second=0, microsecond=0)
    heard = counted(view.who.may_read(), view.topics, begin, view.now)
    known = habits(view.topics, view.who.may_read(), view.now)
    states = Archive().coverage(None, None, begin, view.now)
    found = [
        _Topic(
            topic,
            view.plan.name(topic, "topics"),
            heard.get(topic, 0),
            known[topic].expected(begin, view.now, silent),
            sum((b - a for a, b in silent), timedelta()),
        )
        for topic in view.topics
        for silent in [gaps(states, begin, view.now, (topic,))]
    ]
    odd = sorted((one for one in found if one.odd), key=lambda one: -abs(one.n - (one.expected or 0)))
    lines = [Line(one.words, one.address(begin, view.now)) for one in odd[:_MOST_TOPICS]]
    rest = [one for one in found if one not in odd[:_MOST_TOPICS] and one.n]
    if rest and (lines or not alone):
        count = sum(one.n for one in rest)
        n = ngettext("%s post", "%s posts", count) % formats.number(count)
        where = links.archive(links.of_topics([one.id for one in rest]), begin, view.now)
        lines.append(Line(_rest(rest, n, bool(odd)), where))
    return lines


class _Topic:
    """What a topic brought, and what is usual (None: not known yet). `silent`: how long nobody heard."""

    def __init__(self, id: str, name: str, n: int, expected: float | None, silent: timedelta) -> None:
        self.id, self.name, self.n, self.expected, self.silent = id, name, n, expected, silent

    @property
    def odd(self) -> bool:
        return self._high or self._low or self.silent >= _WORTH_SAYING

    @property
    def _high(self) -> bool:
        return self.expected is not None and self.n >= _FEWEST and self.n > usual_range(self.expected)[1]

    @property
    def _low(self) -> bool:
        return (
            self.expected is not None and self.expected >= _FEWEST and self.n < usual_range(self.expected)[0]
        )

    @property
    def words(self) -> str:
        posts = ngettext("%s post", "%s posts", self.n) % formats.number(self.n)
        said = {"topic": self.name, "posts": posts, "usual": figure(round(self.expected or 0))}
        unheard = self.silent >= _WORTH_SAYING
        if self.expected is None:
            words = _("%(topic)s: %(posts)s") % said
        elif self._low:
            words = _("%(topic)s: only %(posts)s, usually about %(usual)s") % said
        elif self._high:
            words = _("%(topic)s: %(posts)s, usually about %(usual)s") % said
        else:
            words = _("%(topic)s: %(posts)s, as usual") % said
        if not unheard:
            return words
        return _("%(words)s; %(span)s of it not heard") % {
            "words": words,
            "span": formats.span(self.silent),
        }

    def address(self, begin: datetime, now: datetime) -> str:
        return links.archive(links.of_topics((self.id,)), begin, now)


def _rest(rest: Sequence[_Topic], posts: str, others: bool) -> str:
    known = all(one.expected is not None for one in rest)
    names = formats.listed([one.name for one in rest]) if len(rest) <= 3 else ""
    n = formats.number(len(rest))
    if names:
        said = {"topics": names, "posts": posts}
        if known:
            return _("%(topics)s: as usual, %(posts)s in all") % said
        return _("%(topics)s: %(posts)s in all") % said
    said = {"n": n, "posts": posts}
    if known and others:
        return _("The other %(n)s topics are as usual, %(posts)s in all") % said
    if known:
        return _("All %(n)s topics are as usual, %(posts)s in all") % said
    return _("%(n)s further topics brought %(posts)s in all") % said
