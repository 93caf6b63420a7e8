"""What the command palette offers, kind by kind. Each asks for itself what the reader may see."""

import re
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from sturmwarte.core.post import LIVE
from sturmwarte.station.archive.pages.hostile import excerpt
from sturmwarte.station.foresee import sight
from sturmwarte.station.foresee.pages import saying
from sturmwarte.station.foresee.pages.told import ranked
from sturmwarte.station.foresee.roles import SEE as SEE_WAVES
from sturmwarte.station.frame import rail
from sturmwarte.station.frame.clock import now
from sturmwarte.station.frame.hit import Hit
from sturmwarte.station.listen.models import Source
from sturmwarte.station.listen.pages.rows import state_of
from sturmwarte.station.listen.pages.words import STATES
from sturmwarte.station.listen.roles import SEE as SEE_SOURCES
from sturmwarte.station.people.models import User
from sturmwarte.station.people.permissions import CASES, PEOPLE, POSTS, Permissions
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.respond.models import Case
from sturmwarte.station.respond.pages.rows import rows
from sturmwarte.station.respond.pages.saved import saved_for
from sturmwarte.station.respond.words import VERDICTS

_FEW, _NAME = 6, 120
_NUMBER = re.compile(r"#?\s?(\d{1,15})")


def places(who: Permissions, words: str) -> list[Hit]:
    """The rail and the rooms of the station."""
    if words:
        return []
    rooms = [Hit(one["label"], one["about"], one["url"], one["icon"]) for one in rail.rooms(who)]
    return [Hit(one["label"], "", one["url"], one["icon"]) for one in rail.places(who)] + rooms


def cases(who: Permissions, words: str) -> list[Hit]:
    """By number, open or closed; without words the ones at hand: with me, the most urgent first."""
    if not who.has(CASES):
        return []
    seen = who.visible(Case.objects.filter(run=LIVE)).select_related("taken_by")
    if not words:
        mine = seen.exclude(state=Case.State.CLOSED).filter(taken_by=who.user)
        return _cases(list(mine.order_by("deadline", "priority", "pk")[:_FEW]))
    number = _NUMBER.fullmatch(words)
    return _cases(list(seen.filter(pk=int(number[1])))) if number else []


def _cases(found: list[Case]) -> list[Hit]:
    hits = []
    for row in rows(found, active_plan(), now()):
        word, icon = VERDICTS.get(row.case.verdict, (row.case.verdict, "inbox"))
        about = row.excerpt or _("The post was deleted.")
        label = _("Case #%(number)s: %(verdict)s") % {"number": row.case.pk, "verdict": word}
        sub = excerpt(f"{row.author}: {about}" if row.author else about, _NAME)
        hits.append(Hit(label, sub, reverse("case", args=[row.case.pk]), icon))
    return hits


def lists(who: Permissions, words: str) -> list[Hit]:
    """Lists of cases that somebody saved; each shows what its reader may see."""
    if words or not who.has(CASES):
        return []
    return [Hit(one.name, one.by, f"{reverse('desk')}?{one.query}", "inbox") for one in saved_for(who)]


def waves(who: Permissions, words: str) -> list[Hit]:
    """Those under way, the most severe first."""
    if words or not who.has(SEE_WAVES):
        return []
    plan, moment = active_plan(), now()
    return [
        Hit(
            plan.name(seen.row.topic, "topics"),
            saying.outlook(seen, moment),
            reverse("wave", args=[seen.row.wave]),
            "waves",
        )
        for seen in ranked(sight.under_way(who.may_read()))[:_FEW]
    ]


def topics(who: Permissions, words: str) -> list[Hit]:
    """Each topic of the plan leads to its posts."""
    if words or not who.has(POSTS):
        return []
    return [
        Hit(topic.name or topic.id, excerpt(topic.query, _NAME), _found(f"topic:{topic.id}"), "hash")
        for topic in active_plan().section("topics") or ()
    ]


def sources(who: Permissions, words: str) -> list[Hit]:
    if words or not who.has(SEE_SOURCES):
        return []
    found = Source.objects.filter(removed_at=None).order_by("name")[:100]
    return [Hit(one.name, _state(one), reverse("source", args=[one.pk]), "radio") for one in found]


def _state(source: Source) -> str:
    return str(STATES.get(state_of(source), ("", ""))[0])


def people(who: Permissions, words: str) -> list[Hit]:
    if words or not who.has(PEOPLE):
        return []
    found = User.objects.filter(sealed=None).order_by("name")[:100]
    return [Hit(one.name, one.email, reverse("person", args=[one.pk]), "user") for one in found]


def archive(who: Permissions, words: str) -> list[Hit]:
    """Whatever else was typed can be searched for."""
    if not words or not who.has(POSTS):
        return []
    return [Hit(_("Search the archive for %s") % words, "", _found(words), "search")]


def _found(query: str) -> str:
    return f"{reverse('archive')}?{urlencode({'q': query})}"
