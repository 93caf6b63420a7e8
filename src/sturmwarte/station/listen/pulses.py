"""Signs of life of the station's processes."""

from datetime import datetime, timedelta
from typing import Any

from sturmwarte.station.listen.models import Pulse

EARS, ENGINE = "ears", "engine"
EVERY_S = 10.0
ALIVE = timedelta(seconds=60)
"""A process whose last sign is older is not well."""


def beat(process: str, now: datetime, **detail: Any) -> None:
    Pulse.objects.update_or_create(process=process, defaults={"at": now, "detail": detail})


def alive(process: str, now: datetime) -> bool:
    return Pulse.objects.filter(process=process, at__gt=now - ALIVE).exists()
