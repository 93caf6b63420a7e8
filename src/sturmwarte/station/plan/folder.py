"""Reads the files of a plan folder; what they mean is for `core.plan.load` to say."""

from pathlib import Path

from sturmwarte.core.plan.load import MAX_FILES
from sturmwarte.core.plan.tree import MAX_CHARACTERS

SUFFIXES = (".yaml", ".yml")
MAX_BYTES = 4 * MAX_CHARACTERS


class FolderError(Exception):
    """The folder cannot be read as a plan. `str()` is one line with the mend; trying again won't help."""


def read_folder(path: Path) -> dict[str, str]:
    """{file name: text} of the YAML files right in `path`, sorted by name.

    Hidden files, editors' backups and subfolders are passed over. `OSError` (no permission, a
    vanished disk) is passed on.
    """
    if not path.exists():
        raise FolderError(f"{path}: no such folder; check the name, or make one with `sturmwarte plan init`")
    if not path.is_dir():
        raise FolderError(f"{path}: this is a file; name the folder it stands in")
    names = sorted(entry for entry in path.iterdir() if _is_part(entry))
    if not names:
        raise FolderError(
            f"{path}: no .yaml file in it; make a plan with `sturmwarte plan init --dir {path}`"
        )
    if len(names) > MAX_FILES:
        raise FolderError(f"{path}: {len(names)} files, at most {MAX_FILES} make a plan; is this its folder?")
    return {entry.name: _text(entry) for entry in names}


def _is_part(entry: Path) -> bool:
    hidden = entry.name.startswith((".", "~", "#"))
    return entry.suffix in SUFFIXES and not hidden and not entry.is_dir()


def _text(path: Path) -> str:
    with path.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise FolderError(f"{path}: larger than {MAX_BYTES // 1_000_000} MB; a plan is written by people")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FolderError(f"{path}: this is UTF-16; save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise FolderError(f"{path}:{line}:{column}: not UTF-8; save the file as UTF-8") from None
