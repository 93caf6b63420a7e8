"""Early signs as rows of a table: what announced earlier waves, how often, and how often for nothing."""

from dataclasses import dataclass
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from sturmwarte.core.foresee.early.sign import Sign as Told
from sturmwarte.station.foresee.models import Sign
from sturmwarte.station.foresee.pages.words import INDICATORS
from sturmwarte.station.frame import formats


@dataclass(frozen=True)
class SignRow:
    """`interval` says how sure the share of hits is, and what chance alone would have announced."""

    words: str
    hits: str
    false: str
    lead: str
    interval: str


def signs_of(topic: str) -> list[SignRow]:
    """Of one topic; of all together where it has none of its own."""
    known = {row.topic: row.signs for row in Sign.objects.filter(topic__in=(topic, ""))}
    return sign_rows(known.get(topic) or known.get(""))


def sign_rows(stored: Any) -> list[SignRow]:
    """The surest first; what another version wrote is left out."""
    found = [told for one in stored or () if (told := _read(one))]
    return [_row(one) for one in sorted(found, key=lambda one: one.low, reverse=True)]


def _read(stored: Any) -> Told | None:
    try:
        return msgspec.convert(stored, Told)
    except msgspec.ValidationError:
        return None


def _row(sign: Told) -> SignRow:
    between = {
        "low": formats.percent(sign.low),
        "high": formats.percent(sign.high),
        "chance": formats.percent(sign.by_chance),
    }
    return SignRow(
        words=str(INDICATORS.get(sign.indicator, sign.indicator)),
        hits=_("%(n)s of %(of)s waves") % {"n": sign.hits, "of": sign.waves},
        false=_("%(n)s of %(of)s times") % {"n": sign.false_alarms, "of": sign.fired},
        lead=_("about %s h") % round(sign.lead_h),
        interval=_("true share between %(low)s and %(high)s, by chance %(chance)s") % between,
    )
