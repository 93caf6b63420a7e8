"""The archive's own key: makes pseudonyms and tombstones that nobody can reverse without it.

It stands apart from the key for sessions (which may be thrown away) and from the data (so that a stolen
backup names nobody). Losing it would let deleted posts come back, so a changed key is refused.
"""

import hashlib
import os
import secrets
from functools import cache, lru_cache
from pathlib import Path

from django.db import connection

from sturmwarte.station.archive.errors import WrongKey
from sturmwarte.station.archive.identity import REAL, Key
from sturmwarte.station.options import SettingError, read

FILE = "archive.key"


@cache
def archive_key() -> bytes:
    """The key from STURMWARTE_ARCHIVE_KEY, else from the file in the configuration folder (made once)."""
    settings = read()
    if given := settings.get("STURMWARTE_ARCHIVE_KEY", ""):
        return _derived(given)
    folder = Path(settings["STURMWARTE_CONFIG"]).expanduser()
    path = folder / FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(path)
        kept = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SettingError(f"cannot keep the archive's key in {folder} ({error.strerror})") from None
    if len(kept) < 32:
        raise SettingError(f"{path} is damaged (too short): put it back from your copy")
    return _derived(kept)


def _make(path: Path) -> None:
    """Written beside and linked into place: a second process that starts at the same time never reads half
    a key."""
    if path.exists():
        return
    draft = path.with_name(f".{FILE}.{secrets.token_hex(4)}")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
    ) as stream:
        stream.write(secrets.token_urlsafe(48))
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _derived(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def keyed(*parts: str) -> bytes:
    """A hash of the parts that only the holder of the key can make again. No part holds a NUL byte in
    earnest; one that does is still told apart by the parts' lengths."""
    message = "\0".join((*parts, *map(str, map(len, parts))))
    data = message.encode("utf-8", "surrogatepass")
    # BLAKE2b with a key (RFC 7693): as sound as HMAC, and ten times as quick for so short a message.
    return hashlib.blake2b(data, key=archive_key(), digest_size=32).digest()


def tombstone(key: Key) -> bytes:
    return keyed("post", *key)


def tombstones_for(key: Key) -> tuple[bytes, ...]:
    """All tombstones that stop a post: its realm's own, and for a replay also the real one."""
    realm, network, gid = key
    own = tombstone(key)
    return (own,) if realm == REAL else (own, tombstone((REAL, network, gid)))


@lru_cache(20_000)
def author_tombstone(network: str, account: str) -> bytes:
    return keyed("author", network, account)


@lru_cache(20_000)
def pseudonym(network: str, account: str) -> str:
    """A name for an account that says nothing: `A-` and ten signs, the same each time."""
    return "A-" + keyed("pseudonym", network, account)[:5].hex().upper()


def check_key() -> None:
    """Refuses to work with another key than the one the archive began with (remembers it the first time)."""
    mark = keyed("fingerprint").hex()[:16]
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM archive_fact WHERE key = 'key'")
        known = cursor.fetchone()
        if known is None:  # only then a write: readers in other processes must never wait for the writer
            cursor.execute(
                "INSERT INTO archive_fact (key, value) VALUES ('key', %s) ON CONFLICT (key) DO NOTHING",
                [mark],
            )
        elif known[0] != mark:
            raise WrongKey(
                f"the archive's key has changed, so deletions would not be honoured: put back {FILE} in the"
                " configuration folder (or STURMWARTE_ARCHIVE_KEY) as it was"
            )
