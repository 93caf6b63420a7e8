"""Changes the draft's files as texts, and takes whole folders over."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from sturmwarte.core.plan.load import MAX_FILES, MAX_TOTAL
from sturmwarte.core.reason import Reason
from sturmwarte.station.people.models import User
from sturmwarte.station.plan.actions.draft import begin, current, required, step
from sturmwarte.station.plan.editors import demand_editor
from sturmwarte.station.plan.errors import DraftError, Meanwhile
from sturmwarte.station.plan.folder import SUFFIXES
from sturmwarte.station.plan.models import Draft

MOST_BYTES = 4 * MAX_TOTAL


def stamp(text: str) -> str:
    """Tells one text from another."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]


def save_file(user: User, name: str, text: str, was: str, now: datetime) -> Draft:
    """`was` is the stamp of the text that was edited, empty for a new file. Raises `Meanwhile` with the other
    text when it is no longer that."""
    demand_editor(user, now)
    draft = required()
    _check_name(name)
    there = draft.files.get(name)
    if (stamp(there) if there is not None else "") != was:
        raise Meanwhile(_("Somebody has changed this file meanwhile. Compare, then save again."), there)
    clean = text.replace("\r\n", "\n")
    clean = clean if clean.endswith("\n") or not clean else clean + "\n"
    how = "file" if there is not None else "file_added"
    return step(user, draft, {**draft.files, name: clean}, Reason(f"plan.step.{how}", {"file": name}), now)


def remove_file(user: User, name: str, was: str, now: datetime) -> Draft:
    demand_editor(user, now)
    draft = required()
    if name not in draft.files or stamp(draft.files[name]) != was:
        raise Meanwhile(_("Somebody has changed this file meanwhile. Look at it again."))
    files = {other: text for other, text in draft.files.items() if other != name}
    return step(user, draft, files, Reason("plan.step.file_removed", {"file": name}), now)


def take_files(user: User, files: Mapping[str, str], now: datetime) -> Draft:
    """Files from elsewhere take the place of all of the draft's; without a draft they begin one."""
    demand_editor(user, now)
    if not files:
        raise DraftError(_("There is no .yaml file among them."))
    for name in files:
        _check_name(name)
    if len(files) > MAX_FILES or sum(map(len, files.values())) > MAX_TOTAL:
        raise DraftError(_("These are too many or too large for a plan."))
    if current() is None:
        return begin(user, now, files)
    what = Reason("plan.step.files", {"files": sorted(files)})
    return step(user, required(), dict(files), what, now)


def unpacked(name: str, data: bytes) -> dict[str, str]:
    """The plan's files in an upload: one YAML file, or a ZIP of them in one folder. Raises `DraftError`."""
    if len(data) > MOST_BYTES:
        raise DraftError(_("%s is too large for a plan.") % name)
    if name.endswith(SUFFIXES):
        return {name: _text(name, data)}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _all(packed)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        raise DraftError(_("%s is neither a .yaml file nor a ZIP that can be read.") % name) from None


def packed(files: Mapping[str, str], at: datetime) -> bytes:
    """The files as a ZIP. Unpack it into a folder, and the command line works with it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(files):
            info = zipfile.ZipInfo(f"plan/{name}", at.timetuple()[:6])
            info.external_attr = 0o644 << 16
            made.writestr(info, files[name])
    return out.getvalue()


def _all(packed: zipfile.ZipFile) -> dict[str, str]:
    found: dict[str, str] = {}
    left = MOST_BYTES
    for info in packed.infolist():
        folder, _sep, name = info.filename.rpartition("/")
        if not name.endswith(SUFFIXES) or name.startswith((".", "~", "#")) or folder.startswith("__MACOSX"):
            continue
        with packed.open(info) as stream:  # the size in the directory may lie
            data = stream.read(left + 1)
        left -= len(data)
        if left < 0 or len(found) >= MAX_FILES:
            raise DraftError(_("These are too many or too large for a plan."))
        if name in found:
            raise DraftError(_("%s is there twice, in two folders.") % name)
        found[name] = _text(name, data)
    return found


def _text(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise DraftError(_("%s is not UTF-8. Save it as UTF-8 and hand it in again.") % name) from None


def _check_name(name: str) -> None:
    plain = name.endswith(SUFFIXES) and not name.startswith((".", "~", "#")) and len(name) <= 100
    if not plain or any(one in name for one in "/\\\0") or not name.isprintable():
        raise DraftError(
            _("“%s” cannot be a file of the plan: choose a plain name that ends in .yaml.") % name
        )
