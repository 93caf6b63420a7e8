"""Reasons of listening in the reader's words, and how well the station itself hears."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from sturmwarte import packs
from sturmwarte.core.listen.hearing import local, station_state
from sturmwarte.core.reason import Reason
from sturmwarte.station.frame.texts import language
from sturmwarte.station.listen.models import Pulse


@dataclass(frozen=True)
class Asleep:
    """The listening process (or the one that reads) gives no sign of life since `since`."""

    words: str
    since: datetime


def because(why: Mapping[str, Any], now: datetime) -> str:
    """The sentence of a stored reason; empty where there is none."""
    return told(Reason(why["key"], dict(why.get("args") or {})), now) if why.get("key") else ""


def told(reason: Reason, now: datetime) -> str:
    """The sentence of a reason, its times as the reader's clock shows them."""
    lang = language()
    return local(reason, packs.texts(lang), timezone.get_current_timezone(), now, lang)


def asleep(now: datetime) -> Asleep | None:
    """None while both processes report. Then what each source last said of itself means nothing."""
    station = station_state(Pulse.objects.all(), now)
    if station.state != "disturbed" or station.since is None:
        return None
    return Asleep(told(station.why, now), station.since)
