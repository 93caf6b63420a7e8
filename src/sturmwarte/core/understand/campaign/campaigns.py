"""The face: posts in, campaigns out. What each post is compared with and why it joins is in `joining`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from sturmwarte.core.understand.campaign.campaign import Campaign, told
from sturmwarte.core.understand.campaign.group import Groups
from sturmwarte.core.understand.campaign.heard import Heard, Identity, Joined
from sturmwarte.core.understand.campaign.joining import Joining
from sturmwarte.core.understand.campaign.likeness import FEWEST
from sturmwarte.core.understand.campaign.memory import Memory, Text
from sturmwarte.core.understand.campaign.sketches import Index, Sketch, sketches
from sturmwarte.core.understand.campaign.state import State, read, write
from sturmwarte.core.understand.campaign.words import Words, words

WINDOW = timedelta(hours=72)
MOST = 100_000


class Campaigns:
    """Groups near-copies over a sliding window of the posts' own time.

    Posts may come late by less than `window`. What is said of a post depends on the order of posts alone, not
    on how they were cut into batches; a post that comes again is answered as the first time. At most `most`
    posts are remembered, the earliest forgotten first; 100,000 different ones take about 400 MB, exact copies
    next to nothing.
    `nothing` are folded words that never make a name.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 5, 4, 9, tzinfo=UTC)
    >>> text = "Nie wieder Nordbahn, kündigt alle euer Abo noch heute"
    >>> posts = [Heard(("x", "1"), text, "a", at), Heard(("x", "2"), text + "!", "b", at)]
    >>> first, second = Campaigns().add_batch(posts)
    >>> first, second.began, second.similarity
    (None, (('x', '1'),), 1.0)
    """

    def __init__(self, window: timedelta = WINDOW, *, most: int = MOST, nothing: Iterable[str] = ()) -> None:
        if window <= timedelta(0) or most < 1:
            raise ValueError("a window longer than nothing and room for one post at least")
        self._memory, self._groups, self._index = Memory(window, most), Groups(), Index()
        self._nothing = frozenset(nothing)
        self._joining = Joining(self._memory, self._groups, self._index)

    def add_batch(self, posts: Sequence[Heard]) -> list[Joined | None]:
        """Which campaign each post belongs to, in their order; None for those of none so far."""
        cut = [words(post.text) for post in posts]
        ready = self._sketched(cut)
        return [self._add(post, said, ready) for post, said in zip(posts, cut, strict=True)]

    def _sketched(self, cut: Iterable[Words]) -> dict[Words, Sketch]:
        """Signatures of the new texts, in one go: that is many times faster than one by one."""
        known = self._memory.by_words
        new = [said for said in dict.fromkeys(cut) if said not in known and len(set(said)) >= FEWEST]
        return dict(zip(new, sketches(new), strict=True))

    def _add(self, post: Heard, said: Words, ready: Mapping[Words, Sketch]) -> Joined | None:
        if kept := self._memory.known(post.identity):
            return self._today(kept.joined)
        if not said or self._memory.too_late(post.at):
            return None
        kept = self._memory.add(post, said)
        for text in self._memory.outdated():
            self._drop(text)
        if kept.number not in self._memory.posts:  # full, and this one the earliest of all
            return None
        kept.joined = self._joining.join(kept, post.text, ready.get(said))
        return kept.joined

    def _today(self, joined: Joined | None) -> Joined | None:
        if joined is None or (now := self._groups.now(joined.campaign)) == joined.campaign:
            return joined
        return Joined(now, joined.similarity, joined.nearest, joined.why, joined.began, joined.merged)

    def _drop(self, text: Text) -> None:
        self._groups.drop(text)
        if text.indexed:
            self._index.remove(text.number)

    def campaign(self, id: str) -> Campaign | None:
        """A campaign by its id or the id of one merged into it; None once all its posts are forgotten."""
        group = self._groups.alive.get(self._groups.now(id))
        return None if group is None else told(group, self._memory, self._nothing)

    def campaigns(self, *, accounts: int = 2) -> list[Campaign]:
        """Those of at least so many accounts, the largest first. Takes time by the number of posts."""
        all_ = [told(group, self._memory, self._nothing) for group in self._groups]
        some = [campaign for campaign in all_ if campaign.accounts >= accounts]
        return sorted(some, key=lambda campaign: (-campaign.size, campaign.first_seen, campaign.id))

    def of(self, identity: Identity) -> str | None:
        """The id of the campaign a post belongs to today, also one that began after it came."""
        kept = self._memory.known(identity)
        return kept.text.campaign if kept else None

    def forget(self, identity: Identity) -> bool:
        """Removes a deleted or erased post. Its words may live on in others' copies, not in itself."""
        kept = self._memory.known(identity)
        if kept is None:
            return False
        if group := self._groups.of(kept.text):
            group.size -= 1
        if gone := self._memory.forget(kept):
            self._drop(gone)
        return True

    def state(self) -> State:
        """Everything, for msgspec to encode. Holds the posts' folded words and author keys."""
        return write(self._memory, self._groups)

    @classmethod
    def restore(cls, state: State, *, nothing: Iterable[str] = ()) -> "Campaigns":
        """Goes on exactly as if it had never stopped. Raises `StateUnreadable`."""
        made = cls(timedelta(seconds=state.window_s), most=state.most, nothing=nothing)
        read(state, made._memory, made._groups)
        indexed = [text for text in made._memory.texts.values() if text.indexed]
        for text, sketch in zip(indexed, sketches([text.words for text in indexed]), strict=True):
            made._index.add(text.number, sketch)
        return made
