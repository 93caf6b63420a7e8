"""What a reader may see, as data: made from a login's grants, taken by every read of the archive."""

from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True)
class Scope:
    """Posts heard on `channel` about `topic`; empty means any. `private`: private messages among them too."""

    channel: str = ""
    topic: str = ""
    private: bool = False


@dataclass(frozen=True)
class May:
    """A post is shown when one of `scopes` covers it. Without `names` its author is a pseudonym,
    without `held` a post under a hold is shown without its words.

    >>> May.nothing().scopes
    ()
    """

    scopes: tuple[Scope, ...] = ()
    names: bool = False
    held: bool = False

    @classmethod
    def everything(cls) -> Self:
        """For the station's own work; never for a person's page without a look at their grants."""
        return cls((Scope(private=True),), names=True, held=True)

    @classmethod
    def nothing(cls) -> Self:
        return cls()

    def pseudonymous(self) -> Self:
        return replace(self, names=False)

    @property
    def unlimited(self) -> bool:
        return Scope(private=True) in self.scopes

    def where(self) -> tuple[str, list[object]]:
        """A condition on `p` (the post's row) and its parameters."""
        if self.unlimited:
            return "1=1", []
        parts, values = [], []
        for scope in self.scopes:
            part = ["1=1" if scope.private else "NOT p.private"]
            if scope.channel:
                part.append("EXISTS (SELECT 1 FROM archive_hearing h WHERE h.post = p.id AND h.channel = %s)")
                values.append(scope.channel)
            if scope.topic:
                part.append("EXISTS (SELECT 1 FROM archive_mention m WHERE m.post = p.id AND m.topic = %s)")
                values.append(scope.topic)
            parts.append(f"({' AND '.join(part)})")
        return (f"({' OR '.join(parts)})" if parts else "1=0"), list(values)

    def where_counter(self, topic: str) -> tuple[str, list[object]]:
        """The same on `c` (a counter's row) of one topic: a total is for those who may see every topic."""
        if self.unlimited:
            return "1=1", []
        parts, values = [], []
        for scope in self.scopes:
            if scope.topic and scope.topic != topic:
                continue
            part = ["1=1" if scope.private else "NOT c.private"]
            if scope.channel:
                part.append("c.channel = %s")
                values.append(scope.channel)
            parts.append(f"({' AND '.join(part)})")
        return (f"({' OR '.join(parts)})" if parts else "1=0"), list(values)
