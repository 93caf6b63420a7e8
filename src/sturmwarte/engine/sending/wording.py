"""What such a mail says, in the receiver's language. Plain text, no secrets, one address to go on with."""

from datetime import UTC, datetime

from django.conf import settings

from sturmwarte import packs
from sturmwarte.channels.describe import kinds
from sturmwarte.core.listen.hearing import local
from sturmwarte.core.listen.hearing.told import spoken
from sturmwarte.engine.sending.news import News
from sturmwarte.station.listen.models import Source
from sturmwarte.station.plan.pages.active import ActivePlan


def written(source: Source, news: News, plan: ActivePlan, now: datetime, lang: str) -> dict[str, str]:
    """Subject and text. `now` is in the zone whose times are told."""
    zone = now.tzinfo or UTC
    texts = packs.texts(lang)
    company = plan.section("company")
    args = {
        "source": source.name,
        "kind": _kind(source.kind, lang),
        "since": spoken(news.since, zone, now, lang),
        "why": local(news.why, texts, zone, now, lang),
        "person": plan.name(source.person) or texts["notice.nobody"],
        "url": f"{settings.PUBLIC_URL}/sources/{source.id}/",
        "company": (company.name if company else "") or "Sturmwarte",
    }
    text = "\n\n".join(
        texts[key].format_map(args).strip()
        for key in ("notice.greeting", f"notice.{news.kind}.text", "notice.where", "notice.foot")
    )
    return {"subject": texts[f"notice.{news.kind}.subject"].format_map(args), "text": text + "\n"}


def _kind(id: str, lang: str) -> str:
    known = kinds().get(id)
    return known.name.in_(lang) if known else id
