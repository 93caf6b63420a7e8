"""Every setting, in one table: the environment variable, its default, what it does.

`settings.py` reads it, `doctor` checks it and docs/settings.md is tested against it. A variable
NAME may be given as NAME_FILE instead: the file's content is the value (for secrets).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sturmwarte.wire.guard import Guard


class SettingError(ValueError):
    """A setting that cannot be used: says which one, what is wrong and the mend."""


@dataclass(frozen=True)
class Option:
    name: str
    default: str
    help: str
    secret: bool = False


OPTIONS = (
    Option("STURMWARTE_DATA", "~/.local/share/sturmwarte", "Folder for everything the station keeps."),
    Option(
        "STURMWARTE_DATABASE",
        "",
        "PostgreSQL address (postgresql://user@host/name); empty: SQLite in the data folder.",
        True,
    ),
    Option(
        "STURMWARTE_SECRET_KEY",
        "",
        "Key that signs sessions and links; empty: made once and kept outside the data folder.",
        True,
    ),
    Option(
        "STURMWARTE_CONFIG",
        "~/.config/sturmwarte",
        "Folder for the key, outside the data folder so that a stolen backup opens nothing.",
    ),
    Option(
        "STURMWARTE_ARCHIVE_KEY",
        "",
        "Key of pseudonyms and of what was deleted; empty: made once in the folder above. Never change it.",
        True,
    ),
    Option(
        "STURMWARTE_CONNECTIONS_KEY",
        "",
        "Key that seals the access data of sources; several, told apart by blanks: the first seals, all open."
        " Empty: made once in the folder above.",
        True,
    ),
    Option(
        "STURMWARTE_BIND",
        "127.0.0.1",
        "Address to listen on; put a TLS proxy before it when it is not loopback.",
    ),
    Option("STURMWARTE_PORT", "8321", "Port to listen on."),
    Option(
        "STURMWARTE_URL",
        "",
        "The address people use, as in https://storm.example.com; empty: http://BIND:PORT.",
    ),
    Option("STURMWARTE_LANGUAGE", "de", "Language of pages before somebody chose one: de or en."),
    Option("STURMWARTE_TIME_ZONE", "Europe/Berlin", "Time zone of pages before somebody chose one."),
    Option(
        "STURMWARTE_ALLOW",
        "",
        "Networks (10.0.0.0/8), addresses and host names, with commas between them, that sources may reach"
        " although they are not public; empty: none.",
    ),
    Option(
        "STURMWARTE_PING_URL",
        "",
        "Address that is fetched once a minute while the station listens and reads; when the calls stop, the"
        " watcher behind it raises the alarm. Empty: none.",
        True,
    ),
    Option(
        "STURMWARTE_SMTP",
        "",
        "Mail server for the station's own mails, as in smtp://user:password@mail.example.com:587 or smtps://;"
        " empty: nobody is told by mail.",
        True,
    ),
    Option(
        "STURMWARTE_MAIL_FROM",
        "",
        "Sender of those mails, as in Sturmwarte <storm@example.com>; needed with STURMWARTE_SMTP.",
    ),
    Option(
        "STURMWARTE_BACKUPS",
        "",
        "Folder for the backups that the station makes by itself, best on another disk; empty: backups in the"
        " data folder.",
    ),
    Option(
        "STURMWARTE_OIDC_ISSUER",
        "",
        "Single sign-on by OpenID Connect: the provider's address, as in https://login.example.com/realms/storm."
        " Empty: passwords and passkeys only.",
    ),
    Option("STURMWARTE_OIDC_CLIENT_ID", "", "How the provider calls this station."),
    Option("STURMWARTE_OIDC_CLIENT_SECRET", "", "The secret the provider gave for this station.", True),
    Option("STURMWARTE_OIDC_NAME", "", "What the button says, as in Zeisig; empty: Single sign-on."),
    Option(
        "STURMWARTE_OIDC_CREATE",
        "0",
        "1 makes a login, without any permission, for people the provider knows and the station does not.",
    ),
    Option("STURMWARTE_OIDC_GROUPS", "groups", "The provider's claim that names a person's groups."),
    Option(
        "STURMWARTE_OIDC_ROLES",
        "",
        "Which group brings which role, as in storm-leads=lead,storm-team=member; empty: groups decide"
        " nothing.",
    ),
    Option("STURMWARTE_WATCH", "", "Folder whose *.jsonl and *.csv files are taken in; empty: none."),
    Option(
        "STURMWARTE_MODEL",
        "",
        "Folders with models of your own that judge posts too, told apart as in PATH; empty: none.",
    ),
    Option("STURMWARTE_DEBUG", "0", "1 shows errors in full on pages. Never on a machine that others reach."),
)


def read(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """All settings by name, defaults filled in, `_FILE` variants read."""
    return {option.name: _value(option, environ) for option in OPTIONS}


def port(text: str) -> int:
    """A TCP port from a setting's text."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise SettingError(f"STURMWARTE_PORT: {text} is no port; write a number from 1 to 65535")
    return int(text)


def allowed(text: str) -> list[str]:
    """What may be reached although it is not public, from a setting's text."""
    entries = [entry.strip() for entry in text.split(",") if entry.strip()]
    try:
        Guard(entries)
    except ValueError as error:
        raise SettingError(f"STURMWARTE_ALLOW: {error}: correct it or leave it out") from None
    return entries


def _value(option: Option, environ: Mapping[str, str]) -> str:
    if path := environ.get(f"{option.name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingError(
                f"{option.name}_FILE: cannot read {path} ({error}); correct it or unset it"
            ) from None
    return environ.get(option.name) or option.default
