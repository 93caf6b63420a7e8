"""What is known of the last days, so that a round tells only what is new, edited or gone. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from sturmwarte.core.post import Post

MOST = 3_000


@dataclass
class Recent:
    """By id the post it stands under and a short hash of what it said. The oldest are forgotten."""

    said: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, cursor: Mapping[str, Any]) -> "Recent":
        return cls({str(id): (str(under), str(hash)) for id, under, hash in cursor.get("said", [])})

    def written(self) -> dict[str, Any]:
        return {"said": [[id, *told] for id, told in list(self.said.items())[-MOST:]]}

    def news(self, posts: Iterable[Post]) -> list[Post]:
        """Those not told yet in these words."""
        found = []
        for post in posts:
            hash = blake2b(post.content.encode("utf-8", "replace"), digest_size=6).hexdigest()
            if self.said.get(post.id) != (post.root, hash):
                self.said[post.id] = post.root, hash
                found.append(post)
        return found

    def gone(self, root: str, there: Collection[str]) -> list[str]:
        """Those known under a post that are not `there` any more."""
        return [id for id, (under, _) in self.said.items() if under == root != id and id not in there]

    def forget(self, id: str) -> None:
        self.said.pop(id, None)
