"""Reads and writes the files of a plan folder; what they mean is for `core.plan.load` to say."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sturmwarte.core.plan.load import MAX_FILES
from sturmwarte.core.plan.tree import MAX_CHARACTERS

SUFFIXES = (".yaml", ".yml")
MAX_BYTES = 4 * MAX_CHARACTERS


class FolderError(Exception):
    """The folder cannot be read as a plan. `str()` is one line with the mend; trying again won't help."""


class FileChanged(FolderError):
    """Somebody wrote into the folder since it was read. Read it again and repeat the change."""

    def __init__(self, path: Path, names: list[str]) -> None:
        super().__init__(
            f"{path}: {', '.join(names)} changed since the plan was read; nothing was saved:"
            " open the plan again and repeat the change"
        )
        self.names = tuple(names)


@dataclass(frozen=True)
class Read:
    """The files of a folder as text, and a stamp (one line) that tells later whether they still are."""

    files: dict[str, str]
    stamp: str


def read_folder(path: Path) -> dict[str, str]:
    """{file name: text} of the YAML files right in `path`, sorted by name.

    Hidden files, editors' backups and subfolders are passed over. `OSError` (no permission, a
    vanished disk) is passed on.
    """
    return read_stamped(path).files


def read_stamped(path: Path) -> Read:
    """As `read_folder`, for somebody who will `write_folder` later."""
    data = {entry.name: (entry, _bytes(entry)) for entry in _parts(path)}
    stamp = "/".join(f"{name}={_digest(content)}" for name, (_, content) in data.items())
    return Read({name: _text(entry, content) for name, (entry, content) in data.items()}, stamp)


def write_folder(path: Path, files: Mapping[str, str], stamp: str) -> str:
    """Writes `files` ({name: text}) over those read with `stamp`; returns the stamp of what stands there now.

    Other files stay. Raises `FileChanged`, with nothing written, when any file of the folder is not as it
    was read, so that nobody's work is lost.

    1. every text is written beside its place; a crash leaves only hidden files nobody reads;
    2. the folder is compared with the stamp;
    3. one by one they take their names, each whole.
    """
    for name in files:
        if Path(name).name != name or not _is_part(path / name):
            raise FolderError(f"{name}: no name for a plan's file; choose one that ends in .yaml")
    drafts: dict[Path, Path] = {}
    try:
        for name, text in files.items():
            place = (path / name).resolve()  # a link stays one
            drafts[place] = _draft(place, text)
        if changed := _changed(stamp, read_stamped(path).stamp):
            raise FileChanged(path, changed)
        for place, draft in drafts.items():
            draft.replace(place)
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
    return read_stamped(path).stamp


def _changed(before: str, now: str) -> list[str]:
    """The names that came, went or hold something else."""
    old, new = (dict(part.rsplit("=", 1) for part in stamp.split("/")) for stamp in (before, now))
    return sorted(name for name in {*old, *new} if old.get(name) != new.get(name))


def _draft(place: Path, text: str) -> Path:
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft = Path(name)
    if place.exists():
        shutil.copymode(place, draft)
    else:
        draft.chmod(0o644)
    return draft


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _parts(path: Path) -> list[Path]:
    if not path.exists():
        raise FolderError(f"{path}: no such folder; check the name, or make one with `sturmwarte plan init`")
    if not path.is_dir():
        raise FolderError(f"{path}: this is a file; name the folder it stands in")
    entries = sorted(entry for entry in path.iterdir() if _is_part(entry))
    if not entries:
        raise FolderError(
            f"{path}: no .yaml file in it; make a plan with `sturmwarte plan init --dir {path}`"
        )
    if len(entries) > MAX_FILES:
        raise FolderError(
            f"{path}: {len(entries)} files, at most {MAX_FILES} make a plan; is this its folder?"
        )
    return entries


def _is_part(entry: Path) -> bool:
    hidden = entry.name.startswith((".", "~", "#"))
    return entry.suffix in SUFFIXES and not hidden and not entry.is_dir()


def _bytes(path: Path) -> bytes:
    with path.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise FolderError(f"{path}: larger than {MAX_BYTES // 1_000_000} MB; a plan is written by people")
    return data


def _text(path: Path, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FolderError(f"{path}: this is UTF-16; save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise FolderError(f"{path}:{line}:{column}: not UTF-8; save the file as UTF-8") from None
