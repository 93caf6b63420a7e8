"""Every setting: what it does, its value, where it comes from, whether it is sound."""

import os
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sturmwarte.station import options
from sturmwarte.station.frame.access import page
from sturmwarte.station.people.permissions import of
from sturmwarte.station.upkeep.models import Timetable
from sturmwarte.station.upkeep.pages.option_words import HELP
from sturmwarte.station.upkeep.roles import BACKUP, SETTINGS
from sturmwarte.station.upkeep.soundness import Sound, origin, sound, strangers


@dataclass(frozen=True)
class Row:
    """A secret has no `value` here, only whether it is set. `file`: the file it was read from."""

    name: str
    help: str
    secret: bool
    set: bool
    value: str
    origin: str
    file: str
    sound: Sound


@page(SETTINGS)
def settings(request: HttpRequest) -> HttpResponse:
    rows = table(os.environ)
    states = [row.sound.state for row in rows]
    words = {
        "here": "settings", "rows": rows, "strangers": strangers(os.environ), "now": timezone.now(),
        "wrong": states.count("wrong"), "doubtful": states.count("doubtful"),
        "timetable": Timetable.objects.filter(pk=1).first(), "may_backup": of(request).has(BACKUP),
    }  # fmt: skip
    return render(request, "upkeep/settings.html", words)


def table(environ: "os._Environ[str] | dict[str, str]") -> list[Row]:
    """A row a setting, in the order of `options.OPTIONS`."""
    values = options.read(environ)
    return [
        Row(
            name=one.name,
            help=str(HELP.get(one.name, one.help)),
            secret=one.secret,
            set=bool(values[one.name]),
            value="" if one.secret else values[one.name],
            origin=origin(one, environ),
            file=environ.get(f"{one.name}_FILE", ""),
            sound=sound(one.name, values, environ),
        )
        for one in options.OPTIONS
    ]
