"""Asks those who may agree to an emergency change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation

from sturmwarte import packs
from sturmwarte.core.reason import say
from sturmwarte.station.ledger import outbox
from sturmwarte.station.people.away import away
from sturmwarte.station.people.models import User
from sturmwarte.station.people.permissions import permissions
from sturmwarte.station.plan.actions.proposals import proposed
from sturmwarte.station.plan.models import EmergencyProposal
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan
from sturmwarte.station.plan.roles import AGREE, covers
from sturmwarte.station.plan.told import told


@dataclass(frozen=True)
class Second:
    """Somebody who may agree. `phone` is as the plan writes it."""

    user: User
    name: str
    phone: str = ""
    away: bool = False


def seconds(row: EmergencyProposal, plan: ActivePlan, now: datetime) -> list[Second]:
    """Everybody who may agree to it, those who are there first."""
    return sorted(_seconds(row, plan, now), key=lambda one: (one.away, one.name))


def _seconds(row: EmergencyProposal, plan: ActivePlan, now: datetime) -> Iterator[Second]:
    change, gone = proposed(row), away(now)
    people = {person.id: person for person in plan.section("people") or ()}
    granted = Q(grants__role__in=AGREE)
    for user in User.objects.filter(granted, is_active=True).exclude(pk=row.user).distinct():
        person = people.get(user.person)
        if person is not None and user.person != row.by and covers(permissions(user, now), AGREE, change):
            yield Second(user, person.name, person.phone, person.id in gone)


def ask_second(row: EmergencyProposal, now: datetime) -> int:
    """A mail to each of them, away or not: on such a night somebody is reached. Returns how many."""
    if not settings.SMTP:
        return 0
    plan = active_plan()
    found = seconds(row, plan, now)
    for one in found:
        lang = (one.user.language or settings.LANGUAGE_CODE)[:2]
        words = _letter(row, plan, "en" if lang == "en" else "de")
        payload = {**words, "lang": lang, "at": now.isoformat()}
        outbox.put(f"emergency:{row.pk}:{one.user.pk}", "mail", one.user.email, payload, now)
    return len(found)


def _letter(row: EmergencyProposal, plan: ActivePlan, lang: str) -> dict[str, str]:
    texts = packs.texts(lang)
    with translation.override(lang):
        what = say(told(proposed(row), plan), texts)
    args = {
        "who": plan.name(row.by),
        "what": what,
        "why": row.reason,
        "until": f"{timezone.localtime(row.expires_at):%H:%M}",
        "url": f"{settings.PUBLIC_URL}/plan/emergency/",
    }
    return {
        "subject": texts["plan.emergency.mail.subject"].format_map(args),
        "text": texts["plan.emergency.mail.text"].format_map(args),
    }
