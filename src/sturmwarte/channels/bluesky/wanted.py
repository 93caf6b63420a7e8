"""Which of all posts concern us: a superset, and fast. The station matches exactly afterwards. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from sturmwarte.channels.bluesky.embed import card_words, quoted
from sturmwarte.channels.bluesky.frames import Change
from sturmwarte.channels.bluesky.record import facets
from sturmwarte.channels.bluesky.uris import POST, REPOST
from sturmwarte.channels.contract import Sought
from sturmwarte.core.query.folding import exact, fold, plain


class Wanted:
    """What one source listens for: its topics' words and tags, and whatever speaks to its account `me`."""

    def __init__(self, me: str, sought: Iterable[Sought]) -> None:
        self.me = me
        self._ours = f"at://{me}/"
        phrases = {_tokens(text) for one in sought for text in (*one.words, *one.tags)}
        # A phrase whose words all occur is enough; each must be a part, so that inflected forms come along.
        self._phrases = tuple(sorted(phrase for phrase in phrases if phrase))

    def wants(self, change: Change) -> bool:
        """Never for what was deleted: whether it concerned us, only memory knows."""
        record = change.record
        if record is None:
            return False
        if self.me and (change.place.did == self.me or self._to_us(change.place.collection, record)):
            return True
        return change.place.collection == POST and self._says(record)

    def _to_us(self, collection: str, record: Mapping[str, Any]) -> bool:
        if collection == REPOST:
            return self._is_ours(record.get("subject"))
        reply = record.get("reply")
        if isinstance(reply, dict) and (
            self._is_ours(reply.get("parent")) or self._is_ours(reply.get("root"))
        ):
            return True
        if quoted(record.get("embed")).startswith(self._ours):
            return True
        return any(feature.get("did") == self.me for feature, _ in facets(record))

    def _is_ours(self, ref: object) -> bool:
        place = ref.get("uri") if isinstance(ref, dict) else None
        return isinstance(place, str) and place.startswith(self._ours)

    def _says(self, record: Mapping[str, Any]) -> bool:
        if not self._phrases:
            return False
        text = _folded("\n".join(_words(record)))
        return any(all(token in text for token in phrase) for phrase in self._phrases)


def _words(record: Mapping[str, Any]) -> list[str]:
    tags = record.get("tags")
    words = [record.get("text"), *(tags if isinstance(tags, list) else ()), *card_words(record.get("embed"))]
    if isinstance(record.get("facets"), list):
        words += [feature.get(name) for feature, _ in facets(record) for name in ("uri", "tag")]
    return [word[:50_000] for word in words if isinstance(word, str)]


def _tokens(text: str) -> tuple[str, ...]:
    cut = _folded(text).replace("*", " ").replace("-", " ").replace("#", " ").replace('"', " ")
    return tuple(dict.fromkeys(cut.split()))


def _folded(text: str) -> str:
    return fold(exact(plain(text)))
