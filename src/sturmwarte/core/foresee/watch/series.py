"""Which row belongs to which series, and which number to which topic."""

from collections.abc import Collection, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.signal import SeriesKey


class Series:
    """Rows 0..n-1 in the order the series came; topics numbered likewise."""

    def __init__(self) -> None:
        self.keys: list[SeriesKey] = []
        self.rows: dict[SeriesKey, int] = {}
        self.topics: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.keys)

    def new(self, keys: Iterable[SeriesKey]) -> list[SeriesKey]:
        return list(dict.fromkeys(key for key in keys if key not in self.rows))

    def add(self, keys: list[SeriesKey]) -> tuple[NDArray[np.int64], int]:
        """The topic number of each added series, and how many topics are new."""
        before = len(self.topics)
        for key in keys:
            self.rows[key] = len(self.keys)
            self.keys.append(key)
        numbers = [self.topics.setdefault(key.topic, len(self.topics)) for key in keys]
        return np.array(numbers, np.int64), len(self.topics) - before

    def drop(
        self, keys: Collection[SeriesKey]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.int64]]:
        """Rows that stay, topics that stay (old numbers), and each old topic's new number (-1: gone)."""
        gone = set(keys)
        rows = np.array([i for i, key in enumerate(self.keys) if key not in gone], np.intp)
        self.keys = [self.keys[i] for i in rows]
        self.rows = {key: i for i, key in enumerate(self.keys)}
        left = {key.topic for key in self.keys}
        stay = [(topic, old) for topic, old in self.topics.items() if topic in left]
        renumbered = np.full(len(self.topics), -1, np.int64)
        for new, (_, old) in enumerate(stay):
            renumbered[old] = new
        self.topics = {topic: new for new, (topic, _) in enumerate(stay)}
        return rows, np.array([old for _, old in stay], np.intp), renumbered

    def facts(self) -> dict[str, Any]:
        return {"keys": [[k.topic, k.by, k.value] for k in self.keys], "topics": list(self.topics)}

    @classmethod
    def of(cls, facts: dict[str, Any]) -> "Series":
        found = cls()
        found.topics = {topic: i for i, topic in enumerate(facts["topics"])}
        found.add([SeriesKey(*key) for key in facts["keys"]])
        return found
