"""What of the company a post speaks of, as screens call it."""

from sturmwarte import packs
from sturmwarte.core.understand.reading import Reading
from sturmwarte.station.frame.texts import language


def spoken(reading: Reading) -> list[str]:
    """The names of its aspects in the reader's language, likeliest first."""
    return [name(one.aspect) for one in reading.aspects]


def name(aspect: str) -> str:
    """The id where it has no name."""
    return packs.texts(language()).get(f"name.aspect.{aspect}", aspect)
