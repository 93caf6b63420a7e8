"""The posts and texts of the last days, and forgetting them in time."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import islice

from sturmwarte.core.understand.campaign.heard import Heard, Identity, Joined
from sturmwarte.core.understand.campaign.likeness import letters
from sturmwarte.core.understand.campaign.words import Words

EARLIEST = datetime.min.replace(tzinfo=UTC)


class Kept:
    """A post in memory; its words are its text's. `joined` is what was said when it came."""

    __slots__ = ("age", "at", "author", "identity", "joined", "number", "text")

    def __init__(self, number: int, post: Heard, text: "Text", joined: Joined | None = None) -> None:
        self.number, self.identity, self.author, self.at = number, post.identity, post.author, post.at
        self.age, self.text, self.joined = post.age, text, joined


class Text:
    """All posts with the same words. `posts` are kept numbers in order of arrival."""

    __slots__ = ("campaign", "count", "indexed", "letters", "number", "posts", "words")

    def __init__(self, number: int, words: Words, different: set[str]) -> None:
        self.number, self.words = number, words
        self.count, self.letters = len(different), letters(different)
        self.posts: dict[int, None] = {}
        self.campaign: str | None = None
        self.indexed = False


class Memory:
    """Posts whose time is within `window` of the newest, at most `most`: the earliest go first."""

    def __init__(self, window: timedelta, most: int) -> None:
        self.window, self.most = window, most
        self.newest = EARLIEST
        self.posts: dict[int, Kept] = {}
        self.by_identity: dict[Identity, int] = {}
        self.texts: dict[int, Text] = {}
        self.by_words: dict[Words, Text] = {}
        self.frequencies: Counter[str] = Counter()
        """In how many texts each word stands."""
        self.given = 0
        self._due: list[tuple[datetime, int]] = []

    def known(self, identity: Identity) -> Kept | None:
        number = self.by_identity.get(identity)
        return None if number is None else self.posts[number]

    def too_late(self, at: datetime) -> bool:
        return self.newest - at > self.window if self.newest > EARLIEST else False

    def add(self, post: Heard, words: Words) -> Kept:
        self.newest = max(self.newest, post.at)
        text = self.by_words.get(words) or self._begin(self._next(), words)
        return self.keep(Kept(self._next(), post, text))

    def keep(self, kept: Kept) -> Kept:
        self.posts[kept.number] = kept
        self.by_identity[kept.identity] = kept.number
        kept.text.posts[kept.number] = None
        heappush(self._due, (kept.at, kept.number))
        return kept

    def _begin(self, number: int, words: Words) -> Text:
        different = set(words)
        text = self.texts[number] = self.by_words[words] = Text(number, words, different)
        self.frequencies.update(different)
        return text

    def begin_again(self, number: int, words: Words) -> Text:
        """A text of a written state, under its old number."""
        return self._begin(number, words)

    def _next(self) -> int:
        self.given += 1
        return self.given

    def outdated(self) -> Iterator[Text]:
        """Forgets what is too old or too much; yields the texts of which no post is left."""
        while self._due and (len(self.posts) > self.most or self.too_late(self._due[0][0])):
            _, number = heappop(self._due)
            if number in self.posts and (gone := self.forget(self.posts[number])):
                yield gone

    def forget(self, kept: Kept) -> Text | None:
        """Removes one post; returns its text when that was the text's last."""
        del self.posts[kept.number], self.by_identity[kept.identity]
        text = kept.text
        del text.posts[kept.number]
        if text.posts:
            return None
        del self.texts[text.number], self.by_words[text.words]
        for word in set(text.words):
            self.frequencies[word] -= 1
            if not self.frequencies[word]:
                del self.frequencies[word]
        return text

    def first(self, text: Text) -> Kept:
        return self.posts[next(iter(text.posts))]

    def latest(self, text: Text, most: int) -> list[Kept]:
        """The last `most` arrivals with these words."""
        return [self.posts[number] for number in islice(reversed(text.posts), most)]
