"""The few posts that matter: by what is recommended, by priority, by how many saw them; each says why."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sturmwarte.core.post import LIVE
from sturmwarte.station.archive import Archive, Found, Search
from sturmwarte.station.archive.pages.hostile import excerpt
from sturmwarte.station.archive.pages.view import author_of, opening
from sturmwarte.station.archive.templatetags.archive import post_url
from sturmwarte.station.brief.sections.cases import OPEN, first
from sturmwarte.station.brief.sections.line import Line, Section, View
from sturmwarte.station.frame import formats
from sturmwarte.station.respond.models import Case
from sturmwarte.station.respond.pages.rows import main_reason

MOST, _BY_VERDICT, _LOOKED_AT = 5, 3, 10
_QUOTE, _WEIGHTY = 240, ("escalate", "answer_now")
_SEEN_BY = 100
"""A post that fewer people saw matters by what is in it, or not at all."""


def pick(view: View) -> list[Case]:
    """Those that ask for an answer now, or for somebody in charge."""
    came = Case.objects.filter(run=LIVE, state__in=OPEN, opened_at__gte=view.since, verdict__in=_WEIGHTY)
    return first(view.who.visible(came).order_by("priority", "-opened_at"), _LOOKED_AT)


def posts(view: View) -> Section:
    lines: dict[str, Line] = {}
    for line in [*_by_verdict(view), *_by_reach(view)]:
        if line.quote:  # copies say the same: once is enough
            lines.setdefault(line.quote, line)
    return Section("posts", gettext_lazy("Posts that matter"), "star", list(lines.values())[:MOST])


def _by_verdict(view: View) -> Iterator[Line]:
    """The most urgent, and of them the widest seen."""
    found = {pk: one for pk, one in view.posts.items() if not one.held and one.deleted_at is None}
    there = [case for case in view.cases.get("posts", ()) if case.pk in found]
    authors: set[str] = set()
    for case in sorted(there, key=lambda case: (case.priority, -found[case.pk].post.reach)):
        one = found[case.pk]
        who = author_of(one.post) or str(case.pk)
        if len(authors) == _BY_VERDICT or who in authors:  # one voice once
            continue
        authors.add(who)
        why = main_reason(one, view.plan)
        yield _line(one, view, reverse("case", args=[case.pk]), why, private=case.private)


def _by_reach(view: View) -> Iterator[Line]:
    may = view.who.may_read()
    if not may.scopes:
        return
    asked = Search(since=view.since, until=view.now, order="reach", limit=MOST, may=may)
    for n, one in enumerate(Archive().search(asked).posts):
        if one.post.own or one.post.reach < _SEEN_BY or one.held:
            continue
        words = _("reach about %s people") if n else _("the widest reach: about %s people")
        why = words % formats.number(one.post.reach)
        private = one.post.visibility == "private"
        yield _line(one, view, post_url(*one.post.identity), why, private=private)


def _line(found: Found, view: View, address: str, why: str, *, private: bool) -> Line:
    who, where = author_of(found.post), view.plan.name(found.post.channel, "channels")
    words = _("%(who)s on %(where)s") % {"who": who, "where": where} if who else where
    quote = excerpt(opening(found.post), _QUOTE)
    return Line(words, address, quote, why, private=private)
