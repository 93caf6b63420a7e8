"""Which posts of a whole timeline may concern a topic: a superset, the station matches exactly. Pure."""

from collections.abc import Iterable

from sturmwarte.channels.contract import Sought
from sturmwarte.channels.mastodon.reading import Json, inner, items, text
from sturmwarte.core.query.folding import exact, fold, plain
from sturmwarte.wire import html

_SIGNS = str.maketrans(dict.fromkeys('*-#"', " "))


class Wanted:
    """The words and hashtags of all topics. Without any nothing is wanted."""

    def __init__(self, sought: Iterable[Sought]) -> None:
        phrases = {_words(phrase) for one in sought for phrase in (*one.words, *one.tags)}
        self._phrases = tuple(sorted(phrase for phrase in phrases if phrase))

    def says(self, status: Json) -> bool:
        """Whether all words of some phrase occur, as words or within longer ones."""
        shown = inner(status, "reblog") or status
        said = _folded("\n".join(_texts(shown)))
        return any(all(word in said for word in phrase) for phrase in self._phrases)


def _texts(status: Json) -> Iterable[str]:
    yield html.plain(text(status, "content"))
    yield text(status, "spoiler_text")
    card = inner(status, "card")
    yield from (text(card, "title"), text(card, "description"), text(card, "url"))
    yield from (text(tag, "name") for tag in items(status, "tags"))
    yield from (text(medium, "description") for medium in items(status, "media_attachments"))
    yield from (text(option, "title") for option in items(inner(status, "poll"), "options"))


def _words(phrase: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_folded(phrase).translate(_SIGNS).split()))


def _folded(words: str) -> str:
    return fold(exact(plain(words)))
