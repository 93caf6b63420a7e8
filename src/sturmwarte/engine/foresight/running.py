"""Foresight in the engine's process: what really happens, between one batch of posts and the next."""

import logging
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from sturmwarte.core.foresee.forecast import Forecaster
from sturmwarte.core.post import LIVE
from sturmwarte.engine import foretelling
from sturmwarte.engine.brain import Brain
from sturmwarte.engine.foresight import own_forecaster
from sturmwarte.engine.foresight.foresight import Foresight
from sturmwarte.engine.foresight.hearing import back_again
from sturmwarte.station.archive import Archive
from sturmwarte.station.foresee.models import Memory
from sturmwarte.station.listen.models import Inbox

PAUSE_S = 60.0
"""After a failure foresight waits; listening goes on."""
ASK_S = 1.0
PATIENCE = timedelta(minutes=4)

log = logging.getLogger("sturmwarte.engine.foresight")


class Live:
    """Never raises: a fault in foresight must not keep a post from being read."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._forecaster = Beside()
        self._foresight: Foresight | None = None
        self._paused_until = 0.0
        self._asked = 0.0
        self._waiting: datetime | None = None

    def start(self, now: datetime) -> None:
        """Once, before the first step: from here on we are hearing."""
        with transaction.atomic():
            last = Memory.objects.filter(run=LIVE).values_list("ticked_at", flat=True).first()
            back_again(self._archive, last, now)
        self._forecaster()

    def step(self, brain: Brain | None, now: datetime) -> bool:
        """A little of what is due; True when there was something."""
        if time.monotonic() < self._paused_until:
            return False
        try:
            if self._foresight is None:
                self._foresight = Foresight(LIVE, self._archive, self._forecaster)
            self._foresight.use(brain, now)
            return self._foresight.step(self._heard_until(now))
        except Exception:
            log.exception("foresight failed; it goes on from its last memory in a minute")
            self._foresight, self._paused_until = None, time.monotonic() + PAUSE_S
            return False

    def _heard_until(self, now: datetime) -> datetime:
        """What waits in the inbox is waited for, for a while: half a minute's posts look like a silence."""
        if time.monotonic() - self._asked >= ASK_S:
            self._asked = time.monotonic()
            oldest = Inbox.objects.order_by("id").values_list("received_at", flat=True).first()
            self._waiting = oldest
        return now if self._waiting is None else max(min(now, self._waiting), now - PATIENCE)

    def stop(self) -> None:
        try:
            if self._foresight is not None:
                self._foresight.save()
        except Exception:
            log.exception("what foresight knew could not be written: it goes on from its last memory")


def ready() -> Forecaster | None:
    """The forecaster, made at once where there is none yet: a command can wait for it."""
    return foretelling.forecaster()


class Beside:
    """The forecaster, got ready beside the work: where none is shipped it is made, which takes half a minute,
    and waves are told without a forecast until then. One that knows the station's own waves goes before."""

    def __init__(self) -> None:
        self._found: Forecaster | None = None
        self._thread: threading.Thread | None = None
        self._written, self._looked = 0.0, 0.0

    def __call__(self) -> Forecaster | None:
        if self._thread is None or (not self._thread.is_alive() and self._is_another()):
            self._thread = threading.Thread(target=self._get, name="forecaster", daemon=True)
            self._thread.start()
        return self._found

    def _is_another(self) -> bool:
        """Whether the station has learned anew since."""
        if time.monotonic() - self._looked < PAUSE_S:
            return False
        self._looked = time.monotonic()
        return own_forecaster.written(Path(settings.DATA)) != self._written

    def _get(self) -> None:
        folder = Path(settings.DATA)
        try:
            self._written = own_forecaster.written(folder)
            self._found = own_forecaster.read(folder) or foretelling.forecaster()
        except Exception:
            log.exception("there is no forecaster: waves are told without a forecast")
