"""What the first page after a start would wait for, read beforehand: plan, sentences and templates."""

import gc
import logging
import threading
from pathlib import Path

from django.db import DatabaseError, connection
from django.template.engine import Engine

from sturmwarte import packs
from sturmwarte.station.plan.pages.active import active_plan

log = logging.getLogger(__name__)

_STATION = Path(__file__).parents[1]


def warm_up() -> threading.Thread:
    """Reads it in a thread of its own, so that the first answers do not wait for it."""
    thread = threading.Thread(target=_warm_up, name="warm-up", daemon=True)
    thread.start()
    return thread


def _warm_up() -> None:
    try:
        for lang in packs.LANGUAGES:
            packs.texts(lang)
        active_plan()
        _read_templates()
    except DatabaseError as error:  # the first page will say the same, to somebody who can mend it
        log.warning("not warmed up: %s", error)
    finally:
        connection.close()
    # From here on the collector leaves alone what stays for as long as the process lives: going over all of
    # it takes a tenth of a second, in the middle of somebody's page (https://docs.python.org/3/library/gc.html).
    gc.collect()
    gc.freeze()


def _read_templates() -> None:
    engine = Engine.get_default()
    for folder in _STATION.glob("*/templates"):
        for file in sorted(folder.rglob("*.html")):
            engine.get_template(str(file.relative_to(folder)))
