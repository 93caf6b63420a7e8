"""Which campaign a post joins: exact copies first, bursts of short texts, then near-copies."""

from datetime import timedelta
from typing import Final

from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.campaign.group import Group, Groups, akin
from sturmwarte.core.understand.campaign.heard import Identity, Joined
from sturmwarte.core.understand.campaign.likeness import AKIN, FEWEST, copied, measured
from sturmwarte.core.understand.campaign.memory import Kept, Memory, Text
from sturmwarte.core.understand.campaign.sketches import Index, Sketch, sketches

BURST: Final = timedelta(hours=1)
BURST_ACCOUNTS: Final = 5
BURST_WORDS: Final = 2
BURST_LOOK_BACK: Final = 64
"""Short texts ("Danke schön!") are written alike by people who never heard of each other, and one changed
word makes another sentence: so only exact copies count, only when five accounts write them within one
hour, and only when that hour holds half of all there are. Everyday words come as a steady trickle, a call
for action ("Nordbahn boykottieren!") as a burst. One word alone never is a campaign."""

MOST_COMPARED: Final = 256
"""Candidates looked at for a post; more come only of floods, where the youngest are as good as all."""
MOST_INDEXED: Final = 16
"""Texts of one campaign that others are compared with: enough to find the ten thousandth one."""

Hit = tuple[float, Text]


class Joining:
    def __init__(self, memory: Memory, groups: Groups, index: Index) -> None:
        self._memory, self._groups, self._index = memory, groups, index

    def join(self, kept: Kept, written: str, sketch: Sketch | None) -> Joined | None:
        text = kept.text
        if group := self._groups.of(text):
            return self._one_more(kept, group)
        if text.count < FEWEST:
            return self._burst(kept, written)
        if len(text.posts) > 1:
            return self._began(kept, written)
        return self._near(kept, written, sketch or sketches([text.words])[0])

    def _one_more(self, kept: Kept, group: Group) -> Joined:
        group.size += 1
        group.first_seen = min(group.first_seen, kept.at)
        return self._exact(kept, group, ())

    def _began(self, kept: Kept, written: str) -> Joined:
        """The second post with these words: now they are copies."""
        group = self._groups.begin(self._memory.first(kept.text), written)
        return self._exact(kept, group, self._others(kept.text, kept))

    def _exact(self, kept: Kept, group: Group, began: tuple[Identity, ...]) -> Joined:
        nearest = self._memory.first(kept.text).identity
        why = Reason("understand.campaign.exact", {"posts": group.size, "nearest": list(nearest)})
        return Joined(group.id, 1.0, nearest, why, began)

    def _burst(self, kept: Kept, written: str) -> Joined | None:
        text = kept.text
        if text.count < BURST_WORDS or len(text.posts) < BURST_ACCOUNTS:
            return None
        near = [one for one in self._memory.latest(text, BURST_LOOK_BACK) if abs(one.at - kept.at) <= BURST]
        accounts = len({one.author for one in near})
        if accounts < BURST_ACCOUNTS or 2 * len(near) < len(text.posts):
            return None
        first = self._memory.first(text)
        group = self._groups.begin(first, written)
        why = Reason("understand.campaign.burst", {"accounts": accounts, "minutes": BURST.seconds // 60})
        return Joined(group.id, 1.0, first.identity, why, self._others(text, kept))

    def _near(self, kept: Kept, written: str, sketch: Sketch) -> Joined | None:
        text = kept.text
        hits = self._hits(text, sketch)
        home = next((hit for hit in hits if self._welcome(hit[1], text)), None)
        if home is None:
            self._make_findable(text, None, sketch)
            return None
        alike, nearest = home
        began = list(self._others(nearest)) if nearest.campaign is None else []
        group = self._groups.of(nearest) or self._groups.begin(self._memory.first(nearest), written)
        self._groups.take(group, text, kept.at)
        group, merged = self._unite(group, hits, began)
        self._make_findable(text, group, sketch)
        first = self._memory.first(nearest).identity
        args = {"similarity": round(alike, 2), "posts": group.size, "nearest": list(first)}
        why = Reason("understand.campaign.edited", args)
        return Joined(group.id, alike, first, why, tuple(began), tuple(merged))

    def _hits(self, text: Text, sketch: Sketch) -> list[Hit]:
        """The texts this one is a copy of, the likest first, then the oldest."""
        one, texts = measured(text.words), self._memory.texts
        hits = []
        for number in self._index.near(sketch, MOST_COMPARED):
            other = texts[number]
            if (alike := copied(one, other.words, other.count, other.letters)) is not None:
                hits.append((alike, other))
        return sorted(hits, key=lambda hit: (-hit[0], hit[1].number))

    def _welcome(self, other: Text, text: Text) -> bool:
        group = self._groups.of(other)
        return group is None or akin(group, text.words) >= AKIN

    def _unite(self, group: Group, hits: list[Hit], began: list[Identity]) -> tuple[Group, list[str]]:
        """Takes in what the post is a copy of too; fills `began`, returns what is left and the ids merged."""
        merged = []
        for _, other in hits:
            there = self._groups.of(other)
            if there is group:
                continue
            if akin(group, there.core if there else other.words) < AKIN:
                continue
            if there is None:
                began += self._others(other)
                self._groups.take(group, other, self._memory.first(other).at)
                continue
            older, younger = sorted((group, there), key=lambda one: one.age)
            self._groups.merge(older, younger, [self._memory.texts[number] for number in younger.texts])
            merged.append(younger.id)
            group = older
        return group, merged

    def _make_findable(self, text: Text, group: Group | None, sketch: Sketch) -> None:
        if group is not None and group.indexed >= MOST_INDEXED:
            return
        self._index.add(text.number, sketch)
        text.indexed = True
        if group is not None:
            group.indexed += 1

    def _others(self, text: Text, but: Kept | None = None) -> tuple[Identity, ...]:
        kept = (self._memory.posts[number] for number in text.posts)
        return tuple(one.identity for one in kept if one is not but)
