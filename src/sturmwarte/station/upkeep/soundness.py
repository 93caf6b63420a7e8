"""Whether a setting can be used as it is: pure, told with the mend."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

from sturmwarte.station.options import OPTIONS, Option, SettingError, allowed, port

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True)
class Sound:
    """`state`: good, doubtful or wrong, with the words for the last two."""

    state: Literal["good", "doubtful", "wrong"] = "good"
    words: str = ""


def origin(option: Option, environ: Mapping[str, str]) -> str:
    """Where the value comes from: `file`, `environment` or `default`."""
    if environ.get(f"{option.name}_FILE"):
        return "file"
    return "environment" if environ.get(option.name) else "default"


def strangers(environ: Mapping[str, str]) -> list[str]:
    """Variables that look like settings and are none: mistyped, or of another version."""
    known = {name for option in OPTIONS for name in (option.name, f"{option.name}_FILE")}
    return sorted(name for name in environ if name.startswith("STURMWARTE_") and name not in known)


def sound(name: str, values: Mapping[str, str], environ: Mapping[str, str]) -> Sound:
    """A setting among the others, as `options.read` understood them."""
    if environ.get(name) and environ.get(f"{name}_FILE"):
        return Sound("doubtful", _("Set twice: the file counts. Unset one of the two."))
    if name in _AMONG_OTHERS:
        return _AMONG_OTHERS[name](values[name], values)
    return _ALONE[name](values[name]) if name in _ALONE else Sound()


def _bind(value: str, values: Mapping[str, str]) -> Sound:
    if value in LOOPBACK or values["STURMWARTE_URL"].startswith("https://"):
        return Sound()
    return Sound(
        "wrong", _("Others reach this without TLS: put a TLS proxy before it and set STURMWARTE_URL.")
    )


def _url(value: str) -> Sound:
    if not value:
        return Sound()
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return Sound("wrong", _("This is no address: write it as in https://storm.example.com."))
    if parts.path.strip("/"):
        return Sound("wrong", _("Leave out what follows the host: the station answers at its root only."))
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        return Sound("doubtful", _("Without https passwords cross the network in the clear."))
    return Sound()


def _port(value: str) -> Sound:
    try:
        port(value)
    except SettingError:
        return Sound("wrong", _("This is no port: write a number from 1 to 65535."))
    return Sound()


def _language(value: str) -> Sound:
    return Sound() if value in {"de", "en"} else Sound("wrong", _("Write de or en."))


def _zone(value: str) -> Sound:
    if value in available_timezones():
        return Sound()
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        return Sound("wrong", _("No time zone has this name: write it as in Europe/Berlin."))
    return Sound()


def _allow(value: str) -> Sound:
    try:
        entries = allowed(value)
    except SettingError:
        return Sound("wrong", _("One entry is no network, address or host name: correct it or leave it out."))
    if any(entry in {"0.0.0.0/0", "::/0"} for entry in entries):
        return Sound(
            "wrong", _("This opens every network, this machine's own too: name only what sources need.")
        )
    return Sound()


def _ping(value: str) -> Sound:
    if value:
        return Sound()
    return Sound("doubtful", _("If this machine stops, nobody notices: set it to the address of a watcher."))


def _smtp(value: str) -> Sound:
    if not value:
        return Sound("doubtful", _("Nobody is told by mail when a source is disturbed or something is due."))
    if urlsplit(value).scheme not in {"smtp", "smtps"}:
        return Sound("wrong", _("Write it as in smtp://user:password@mail.example.com:587."))
    return Sound()


def _sender(value: str, values: Mapping[str, str]) -> Sound:
    if not value:
        needed = bool(values["STURMWARTE_SMTP"])
        return Sound("wrong", _("Needed, because a mail server is set.")) if needed else Sound()
    return Sound() if "@" in parseaddr(value)[1] else Sound("wrong", _("This names no mail address."))


def _debug(value: str) -> Sound:
    return (
        Sound("wrong", _("Errors show source and settings to anybody: unset it."))
        if value == "1"
        else Sound()
    )


def _backups(value: str) -> Sound:
    if value:
        return Sound()
    return Sound("doubtful", _("Backups lie on the station's own disk: one broken disk takes both."))


_ALONE = {
    "STURMWARTE_URL": _url, "STURMWARTE_PORT": _port, "STURMWARTE_LANGUAGE": _language,
    "STURMWARTE_TIME_ZONE": _zone, "STURMWARTE_ALLOW": _allow, "STURMWARTE_PING_URL": _ping,
    "STURMWARTE_SMTP": _smtp, "STURMWARTE_DEBUG": _debug, "STURMWARTE_BACKUPS": _backups,
}  # fmt: skip
_AMONG_OTHERS = {"STURMWARTE_BIND": _bind, "STURMWARTE_MAIL_FROM": _sender}
