"""A mailbox whose mails tell of posts elsewhere, at work."""

from collections.abc import Iterator, Sequence
from functools import partial

from sturmwarte.channels.clippings.layout import own, shipped
from sturmwarte.channels.clippings.parse import UNKNOWN, Desk, to_posts
from sturmwarte.channels.contract import Account, Cursor, Dropped, Heard, Place, Subscription
from sturmwarte.channels.mailbox.following import Follower, Step
from sturmwarte.channels.mailbox.settings import listed, mailbox
from sturmwarte.channels.mailbox.tokens import Tokens
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Wrong

AT_ONCE = 500


class Connection:
    """Raises Wrong for a layout of the company that cannot be read."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.mailbox = mailbox(place.values)
        self.tokens = Tokens(place)
        self.senders = frozenset(line.lower() for line in listed(place.values, "senders"))
        lines = place.values.get("layouts") or ()
        written = lines if isinstance(lines, str) else "\n".join(map(str, lines))
        self.desk = Desk(place.channel, place.source, (*own(written), *shipped()))

    def check(self) -> Account:
        imap = self._follower().imap()
        try:
            there = imap.folders()
            for folder in self.mailbox.folders:
                if folder not in there and folder.upper() != "INBOX":
                    raise Wrong("channel.mail.no_such_folder", folder=folder, there=sorted(there)[:20])
                imap.open(folder)
            notes = () if imap.pushes else (Reason("channel.mail.no_push"),)
        finally:
            imap.close()
        return Account(name=self.mailbox.address, id=self.mailbox.address, notes=notes)

    def subscriptions(self) -> Sequence[Subscription]:
        return [
            Subscription(f"folder:{name}", partial(self._listen, name), streams=True)
            for name in self.mailbox.folders
        ]

    def close(self) -> None:
        """Every connection belongs to the generator or call that opened it."""

    def _listen(self, folder: str, cursor: Cursor) -> Iterator[Heard]:
        for step in self._follower().follow(folder, cursor, read_only=True):
            yield from self._heard(step)

    def _heard(self, step: Step) -> Iterator[Heard]:
        """A digest may hold hundreds: the cursor moves with the last of them."""
        posts, dropped = list[Post](), list[Dropped]()
        for mail in step.mails:
            try:
                posts += self._wanted(to_posts(mail.raw, self.desk, mail.arrived))
            except Exception as error:  # one mail must not stop the others, and none may be lost
                dropped.append(Dropped(mail.raw, f"{type(error).__name__}: a mail that could not be read"))
        while len(posts) > AT_ONCE:
            yield Heard(posts=posts[:AT_ONCE])
            posts = posts[AT_ONCE:]
        yield Heard(posts=posts, cursor=step.cursor, dropped=dropped)

    def _wanted(self, posts: list[Post]) -> list[Post]:
        """Mails of unknown build only from the senders that were named, if any were."""
        if not self.senders or UNKNOWN not in posts[0].flags:
            return posts
        address = posts[0].author.id if posts[0].author else ""
        known = address in self.senders or "@" + address.rpartition("@")[2] in self.senders
        return posts if known else []

    def _follower(self) -> Follower:
        return Follower(self.place, self.mailbox, self.tokens)
