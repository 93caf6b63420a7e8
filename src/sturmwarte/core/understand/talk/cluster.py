"""What is told of one topic of talk."""

import msgspec


class Cluster(msgspec.Struct, frozen=True):
    """
    id       stable while most of its posts stay together
    name     two to four words as people write them, the most telling first
    size     posts in the window
    recent   of these, posts of the last `pace`; `before`: of the `pace` before that
    growth   recent / before; None when there were fewer than five before: too few to divide by
    typical  ids of posts nearest to its middle, no two of the same words
    terms    up to eight telling words
    posts    ids of all its posts, in order of arrival
    """

    id: str
    name: str
    size: int
    recent: int
    before: int
    growth: float | None
    typical: tuple[str, ...]
    terms: tuple[str, ...]
    posts: tuple[str, ...]
