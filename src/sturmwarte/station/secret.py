"""The key that signs sessions and links: made once, kept outside the data folder."""

import os
import secrets
from pathlib import Path

from sturmwarte.station.options import SettingError


def signing_key(folder: Path) -> str:
    """Reads the key, or makes it on the first start (readable by its owner only)."""
    path = folder / "secret.key"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _kept(path)
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(48))
            stream.flush()
            os.fsync(stream.fileno())
        return _kept(path)
    except OSError as error:
        raise SettingError(
            f"cannot keep the key in {folder} ({error.strerror}); set STURMWARTE_SECRET_KEY_FILE"
        ) from None


def _kept(path: Path) -> str:
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 32:
        raise SettingError(f"{path} is damaged (too short): delete it; everyone signs in anew")
    return key
