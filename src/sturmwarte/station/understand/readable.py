"""What people say of a post's reading, also before the engine has applied it."""

from dataclasses import dataclass
from datetime import datetime

from sturmwarte.core.understand.reading import Reading
from sturmwarte.core.understand.teaching import believed, is_corrected
from sturmwarte.station.archive import Found
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.understand.labels import Value, by_dimension, dimensions, labels_of, majority


@dataclass(frozen=True, slots=True)
class Current:
    """One dimension people spoke of. `value` is their majority; None when all have taken back their word.

    `pending`: the archive still shows another value. `mine` is the number of the reader's own label, to undo;
    None when they gave none. `at` is the newest word's time.
    """

    value: Value | None
    people: int
    pending: bool
    at: datetime | None = None
    mine: int | None = None


def readable(post: Found, who: Permissions | None = None) -> dict[str, Current]:
    """By dimension; those nobody spoke of are missing, so is everything while the post's text is not here."""
    reading = post.reading or Reading()
    known = dimensions()
    said = by_dimension(labels_of(post.post))
    me = f"user:{who.user}" if who and who.user is not None else None
    found = {}
    for name, labels in said.items():
        if name in known:
            value = majority(labels)
            pending = not is_corrected(reading, name) or believed(reading, known[name]) != value
            mine = next((label.pk for label in labels if label.by == me), None)
            found[name] = Current(value, len(labels), pending, labels[-1].at, mine)
    taken_back = {name for name in known if name not in found and is_corrected(reading, name)}
    return found | {name: Current(None, 0, pending=True) for name in taken_back}
