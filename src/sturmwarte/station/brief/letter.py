"""The briefing as a mail: the same sentences, as text and as HTML that fetches nothing."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sturmwarte.station.brief.errors import NoRights
from sturmwarte.station.brief.models import Mailing
from sturmwarte.station.brief.roles import READ
from sturmwarte.station.brief.sections.line import Line, Section
from sturmwarte.station.brief.telling import Brief, tell
from sturmwarte.station.brief.words import greeting, when
from sturmwarte.station.frame import formats
from sturmwarte.station.people.models import User
from sturmwarte.station.people.permissions import permissions
from sturmwarte.station.plan.pages.active import active_plan

# Mail programs make links of what looks like one: a stranger's stays on the station.
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


@dataclass(frozen=True)
class Written:
    """`calm`: nothing in it asks for anything."""

    subject: str
    text: str
    html: str
    lang: str
    calm: bool


def written(user: User, since: datetime, now: datetime) -> Written:
    """What `user` may know at `now`, in their language. Raises `NoRights` for a login that may see no cases.

    Made when it leaves, never before: so no post's words wait in the outbox, and a right that ended counts.
    """
    who = permissions(user, now)
    if not who.has(READ):
        raise NoRights
    lang = (user.language or settings.LANGUAGE_CODE)[:2]
    with override(lang):
        plan = active_plan()
        found = tell(who, plan, since, now)
        sections = [_for_mail(section) for section in found.sections]
        row = Mailing.objects.filter(user=user).first()
        words = {
            "brief": found,
            "sections": sections,
            "greeting": greeting(user.name, now),
            "gist": _gist(found),
            "since": _at(found.since, now, lang),
            "url": settings.PUBLIC_URL,
            "times": when(row.times) if row else "",
            "company": getattr(plan.section("company"), "name", "") or "Sturmwarte",
            "lang": lang,
        }
        return Written(
            _subject(found, now, lang),
            _tidy(render_to_string("brief/mail_plain.html", words)),
            render_to_string("brief/mail.html", words),
            lang,
            found.calm,
        )


def _subject(found: Brief, now: datetime, lang: str) -> str:
    day = formats.exact(timezone.localtime(now), lang).rpartition(", ")[0]
    what = ", ".join(found.needs) if found.needs else _("nothing needs you")
    return _("Briefing, %(day)s: %(what)s") % {"day": day.removesuffix(f" {now.year}"), "what": what}


def _gist(found: Brief) -> str:
    words = _("Nothing needs you.")
    if found.needs:
        words = _("You are needed: %(what)s.") % {"what": formats.listed(found.needs)}
    if found.moves:
        words += " " + _("Under way: %(what)s.") % {"what": formats.listed(found.moves)}
    return words


def _for_mail(section: Section) -> Section:
    return replace(section, lines=[_careful(line) for line in section.lines])


def _careful(line: Line) -> Line:
    """Without the words of private messages, and without strangers' links."""
    quote = "" if line.private else _LINK.sub(_("[link]"), line.quote)
    return replace(line, quote=quote, why=_LINK.sub(_("[link]"), line.why))


def _at(moment: datetime, now: datetime, lang: str) -> str:
    return formats.at(timezone.localtime(moment), timezone.localtime(now), lang)


def _tidy(text: str) -> str:
    """Template tags leave empty lines behind: one is a paragraph, more are an accident."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"
