"""What is kept of one account, counted: what an erasure takes, and what a hold keeps."""

from dataclasses import dataclass
from datetime import datetime

from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.erasure import Person


@dataclass(frozen=True, slots=True)
class Kept:
    """`held`: posts that a hold keeps until `held_until`. `files`: (name, who, when) of exported ones."""

    person: Person
    going: int
    held: int
    held_until: datetime | None
    first: datetime | None
    last: datetime | None
    channels: tuple[str, ...]
    versions: int
    files: tuple[tuple[str, str, datetime], ...]
    named: int
    identities: tuple[tuple[str, str], ...]


def kept_of(person: Person) -> Kept:
    """Reads every post of the account: for one person at a time, never for a list."""
    archive = Archive()
    posts = archive.posts_of(person.network, person.account)
    held = {(one.network, one.gid): one.until for one in archive.holds()}
    theirs = [held[one.post.identity] for one in posts if one.post.identity in held]
    times = [one.post.created_at for one in posts if one.post.created_at]
    return Kept(
        person=person,
        going=sum(not one.held for one in posts),
        held=sum(one.held for one in posts),
        held_until=max(theirs, default=None),
        first=min(times, default=None),
        last=max(times, default=None),
        channels=tuple(sorted({one.post.channel for one in posts})),
        versions=sum(one.version for one in posts),
        files=tuple(archive.exports_with(person.network, person.account)),
        named=sum(archive.mentioned(handle) for handle in person.handles),
        identities=tuple(one.post.identity for one in posts),
    )
