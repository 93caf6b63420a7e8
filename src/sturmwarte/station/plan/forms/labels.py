"""What the fields of a section are called, by their keys."""

from sturmwarte.station.plan.forms import words
from sturmwarte.station.plan.forms.entries import lists, shape_at
from sturmwarte.station.plan.forms.shapes import Group, section_named


def field_label(section: str, key: str) -> str:
    """The label of a field of a section or of its entries; the key where it has none."""
    if section_named(section) is None:
        return key
    for place in ((section,), *((*path, 0) for path in lists(section))):
        shape = shape_at(place)
        for member in shape.members if isinstance(shape, Group) else ():
            if member.key == key:
                return words.of(member).label
    return key
