"""The keys outside the data folder: there, whole, and for nobody else's eyes."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from sturmwarte.engine.doctor.finding import Finding, doubtful, good, wrong
from sturmwarte.station.archive.errors import WrongKey
from sturmwarte.station.archive.keys import check_key
from sturmwarte.station.options import SettingError

CHECK = "keys"
FILES = {
    "archive.key": "STURMWARTE_ARCHIVE_KEY",
    "connections.key": "STURMWARTE_CONNECTIONS_KEY",
    "secret.key": "STURMWARTE_SECRET_KEY",
}
"""Each key's file in the configuration folder, and the setting that may stand for it."""


def key_checks(values: Mapping[str, str]) -> Iterator[Finding]:
    """`values` as options.read understood them."""
    folder, sound = Path(values["STURMWARTE_CONFIG"]).expanduser(), True
    for name, setting in FILES.items():
        path = folder / name
        if not values[setting] and path.exists() and path.stat().st_mode & 0o077:
            sound = False
            yield doubtful(
                CHECK,
                "others on this machine may read %(file)s",
                "with it and a backup they can read what was sealed",
                "chmod 600 %(file)s",
                {"file": path},
            )
    if sound:
        yield good(CHECK, "nobody else may read them")


def fingerprint_checks() -> Iterator[Finding]:
    """Needs the schema: the archive remembers which key it began with."""
    try:
        check_key()
    except (WrongKey, SettingError) as error:
        yield wrong(
            CHECK, "%(error)s", "deletions would not be honoured", "put the key back", {"error": error}
        )
    else:
        yield good(CHECK, "the archive's key is the one it began with")
