"""A mailbox at work: a subscription for each folder, one more for the mails we sent."""

from collections.abc import Iterator, Sequence
from functools import partial

from sturmwarte.channels.contract import Account, Answer, Cursor, Dropped, Heard, Place, Sent, Subscription
from sturmwarte.channels.mail import speak
from sturmwarte.channels.mail.folders import sent_folder
from sturmwarte.channels.mail.parse import Where, to_post
from sturmwarte.channels.mailbox.following import Follower, Step
from sturmwarte.channels.mailbox.imap import Imap
from sturmwarte.channels.mailbox.settings import listed, mailbox
from sturmwarte.channels.mailbox.tokens import Tokens
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Wrong


class Connection:
    """Listens in folders, answers by SMTP. Nothing is asked of a server before it is needed."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.mailbox = mailbox(place.values)
        self.tokens = Tokens(place)
        self.addresses = frozenset(
            {self.mailbox.address, *(a.lower() for a in listed(place.values, "own_addresses"))}
        )

    def check(self) -> Account:
        """Logs in at both servers and looks for the folders."""
        imap = self._imap()
        try:
            there = imap.folders()
            for folder in self.mailbox.folders:
                if folder not in there and folder.upper() != "INBOX":
                    raise Wrong("channel.mail.no_such_folder", folder=folder, there=sorted(there)[:20])
                imap.open(folder)
            notes = self._notes(imap, there)
        finally:
            imap.close()
        if self.mailbox.smtp is not None:
            speak.log_in(self.place, self.mailbox, self.tokens).close()
        return Account(name=self.mailbox.address, id=self.mailbox.address, notes=tuple(notes))

    def subscriptions(self) -> Sequence[Subscription]:
        made = [
            Subscription(f"folder:{name}", partial(self._listen, name), streams=True)
            for name in self.mailbox.folders
        ]
        return [*made, Subscription("sent", self._listen_to_sent, every=300)]

    def reply(self, answer: Answer) -> Sent:
        return speak.reply(self.place, self.mailbox, self.tokens, answer)

    def probe(self, mark: str) -> str:
        return speak.probe(self.place, self.mailbox, self.tokens, mark)

    def fetch(self, id: str) -> Post | None:
        """A mail by its Message-ID, from the folders we read and the one of our sent mails."""
        if not (id.isascii() and id.isprintable()):
            return None
        imap = self._imap()
        try:
            sent = sent_folder(imap, self.mailbox.sent_folder)
            for folder in dict.fromkeys(filter(None, (*self.mailbox.folders, sent))):
                imap.open(folder)
                for mails in imap.fetch_all(imap.with_id(id)[:1]):
                    where = self._where(folder, folder == sent)
                    return next(iter(heard(Step(mails, {}), where).posts), None)
        finally:
            imap.close()
        return None

    def close(self) -> None:
        """Every connection belongs to the generator or call that opened it."""

    def _listen(self, folder: str, cursor: Cursor) -> Iterator[Heard]:
        where = self._where(folder, sent=False)
        read_only = self.place.looking or not self.mailbox.mark_seen
        for step in Follower(self.place, self.mailbox, self.tokens).follow(folder, cursor, read_only):
            yield heard(step, where)

    def _listen_to_sent(self, cursor: Cursor) -> Iterator[Heard]:
        """Our own mails, so that a mail answered from another program counts as answered."""
        imap = self._imap()
        try:
            folder = sent_folder(imap, self.mailbox.sent_folder)
        finally:
            imap.close()
        if not folder:
            yield Heard()
            return
        where = self._where(folder, sent=True)
        for step in Follower(self.place, self.mailbox, self.tokens).catch_up(folder, cursor):
            yield heard(step, where)

    def _where(self, folder: str, sent: bool) -> Where:
        return Where(self.place.channel, self.place.source, folder, sent, self.addresses)

    def _imap(self) -> Imap:
        return Follower(self.place, self.mailbox, self.tokens).imap()

    def _notes(self, imap: Imap, there: dict[str, frozenset[str]]) -> Iterator[Reason]:
        if not imap.pushes:
            yield Reason("channel.mail.no_push")
        if self.mailbox.smtp is None:
            yield Reason("channel.mail.no_smtp")
        if not sent_folder(imap, self.mailbox.sent_folder, there):
            yield Reason("channel.mail.no_sent_folder")


def heard(step: Step, where: Where) -> Heard:
    posts, dropped = list[Post](), list[Dropped]()
    for mail in step.mails:
        try:
            posts.append(to_post(mail.raw, where, mail.arrived, mail.size))
        except Exception as error:  # one mail must not stop the others, and none may be lost
            dropped.append(Dropped(mail.raw, f"{type(error).__name__}: a mail that could not be read"))
    return Heard(posts=posts, cursor=step.cursor, dropped=dropped)
