"""Access data of sources, sealed: a database or backup that is stolen opens no account.

Fernet (AES-128-CBC with HMAC-SHA256). The key stands in the configuration folder beside the others. With
several keys the first seals and all of them open, so a key can be replaced without asking anybody anew.
"""

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from sturmwarte.station.options import SettingError
from sturmwarte.wire.errors import Wrong

FILE = "connections.key"
SHORTEST = 32
"""Characters of a key; what is shorter could be guessed."""


def seal(values: Mapping[str, str]) -> bytes:
    """Raises SettingError when there is no key and none can be made."""
    if not values:
        return b""
    return _sealer().encrypt(json.dumps(dict(values), ensure_ascii=False, sort_keys=True).encode())


def unseal(sealed: bytes | memoryview) -> dict[str, str]:
    """Raises `Wrong` when it was sealed with another key: the access data must be entered again."""
    if not sealed:
        return {}
    try:
        opened = json.loads(_sealer().decrypt(bytes(sealed)))
    except (InvalidToken, ValueError, SettingError) as error:
        raise Wrong("trouble.sealed_otherwise") from error
    return {str(name): str(value) for name, value in opened.items()}


def _sealer() -> MultiFernet:
    return _made(settings.CONNECTIONS_KEY, Path(settings.CONFIG))


@cache
def _made(given: str, folder: Path) -> MultiFernet:
    keys = given.split() or [_kept(folder)]
    if short := [key for key in keys if len(key) < SHORTEST]:
        raise SettingError(
            f"STURMWARTE_CONNECTIONS_KEY: a key of {len(short[0])} characters could be guessed; use"
            f" {SHORTEST} or more"
        )
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"sturmwarte connections\0" + key.encode()).digest())


def _kept(folder: Path) -> str:
    path = folder / FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(
            f"cannot keep the key of the connections in {folder} ({error}): correct the folder's rights or"
            " set STURMWARTE_CONNECTIONS_KEY_FILE"
        ) from None


def _make(path: Path) -> None:
    """Written beside and linked into place: web and ears may start at the same moment, and neither must read
    half a key or seal with one that is overwritten."""
    draft = path.with_name(f".{FILE}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(secrets.token_urlsafe(48))
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
