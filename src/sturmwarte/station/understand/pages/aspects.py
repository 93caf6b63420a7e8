"""What of the company a post speaks of, as screens call it."""

from sturmwarte.core.understand.aspects import shipped
from sturmwarte.core.understand.lexicon import LANGUAGES
from sturmwarte.core.understand.reading import Reading
from sturmwarte.station.frame.texts import language


def spoken(reading: Reading) -> list[str]:
    """The names of its aspects in the reader's language, likeliest first."""
    return [name(one.aspect) for one in reading.aspects]


def name(aspect: str) -> str:
    """What the shipped list of the reader's language calls it; the id where it has no name there."""
    lang = language()
    return shipped(lang).names.get(aspect, aspect) if lang in LANGUAGES else aspect
