"""What has grown: waves that began, rose, go on or are over, and conversations that filled up."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from sturmwarte.station.archive.grown import grown as conversations
from sturmwarte.station.archive.pages.hostile import excerpt
from sturmwarte.station.archive.pages.together import together
from sturmwarte.station.archive.pages.view import author_of, opening
from sturmwarte.station.archive.templatetags.archive import post_url
from sturmwarte.station.brief.sections.cases import QUOTE
from sturmwarte.station.brief.sections.line import Line, Section, View
from sturmwarte.station.foresee import sight
from sturmwarte.station.foresee.levels import RANK
from sturmwarte.station.foresee.pages import saying
from sturmwarte.station.foresee.pages.told import Seen, ranked
from sturmwarte.station.foresee.pages.words import LEVELS
from sturmwarte.station.frame import formats
from sturmwarte.station.people.permissions import WORK

_MOST_WAVES, _MOST_TALKS, _FEWEST = 6, 3, 5


def grown(view: View) -> Section:
    found = ranked(sight.waves(view.who.may_read(), since=view.since))
    told = [line for seen in found if (line := _wave(seen, view)) is not None]
    lines = told[:_MOST_WAVES]
    if rest := len(told) - len(lines):
        words = ngettext("%s more wave", "%s more waves", rest) % formats.number(rest)
        lines.append(Line(words, reverse("waves")))
    loud = sum(_stands(seen, "yellow") for seen in found)
    part = ngettext("%s wave", "%s waves", loud) % formats.number(loud) if loud else ""
    title = gettext_lazy("Grown")
    lines += _talks(view)
    if view.who.has(WORK):
        return Section("grown", title, "trending-up", lines, loud, part)
    return Section("grown", title, "trending-up", lines, moves=part)


def _wave(seen: Seen, view: View) -> Line | None:
    """None for one that is muted and neither began nor ended meanwhile."""
    row = seen.row
    said = {
        "topic": view.plan.name(row.topic, "topics"),
        "rate": saying.rate(seen),
        "outlook": saying.outlook(seen, view.now),
        "at": _at(row.started, view.now),
    }
    began = row.detected >= view.since
    if seen.over:
        words = _("The wave on %(topic)s is over: %(outlook)s, %(rate)s") % said
    elif seen.down and (began or not row.muted):
        words = _("%(topic)s has fallen silent: %(rate)s") % said
    elif began:
        words = _("New wave on %(topic)s since %(at)s: %(rate)s") % said
    elif row.muted:
        return None
    else:
        words = _("The wave on %(topic)s goes on: %(rate)s") % said
    if not seen.over and said["outlook"]:
        words += f"; {said['outlook']}"
    address = reverse("wave", args=[row.wave])
    return Line(words, address, why=_level(seen, view), level=row.level, urgent=_stands(seen, "orange"))


def _stands(seen: Seen, level: str) -> bool:
    """Is it under way, to be told of, and at least at this level?"""
    return not seen.over and not seen.row.muted and seen.severity >= RANK[level]


def _level(seen: Seen, view: View) -> str:
    """What became of its level since the reader last looked."""
    row = seen.row
    lowered = row.stepped_down_at
    if lowered and lowered >= view.since:
        return _("Lowered to %(level)s at %(at)s: %(why)s") % {
            "level": LEVELS[row.level],
            "at": _at(lowered, view.now),
            "why": excerpt(row.stepped_down_why, 120) or "–",
        }
    risen = [one for one in seen.wave.levels if one.at >= view.since]
    if not risen:
        return ""
    highest = max(risen, key=lambda one: RANK.get(one.level, 0))
    said = {"level": LEVELS[highest.level], "at": _at(highest.at, view.now)}
    because = saying.because(seen, view.plan)
    if because and highest.level == row.level:
        return _("Level %(level)s since %(at)s: %(why)s") % {**said, "why": because}
    return _("Level %(level)s since %(at)s") % said


def _talks(view: View) -> Iterator[Line]:
    may = view.who.may_read()
    found = conversations(view.since, may, fewest=_FEWEST, most=_MOST_TALKS)
    posts = together([(one.network, one.id) for one in found], may)
    for one in found:
        first = posts.get((one.network, one.id))
        if first is None or first.held or first.deleted_at is not None:
            continue
        replies = ngettext("%s new reply", "%s new replies", one.replies) % formats.number(one.replies)
        said = {"replies": replies, "who": author_of(first.post)}
        words = _("%(replies)s in a conversation")
        if said["who"]:
            words = _("%(replies)s in the conversation of %(who)s")
        private = first.post.visibility == "private"
        yield Line(
            words % said,
            post_url(one.network, one.id),
            excerpt(opening(first.post), QUOTE),
            private=private,
        )


def _at(moment: datetime, now: datetime) -> str:
    return formats.at(timezone.localtime(moment), timezone.localtime(now), get_language() or "en")
