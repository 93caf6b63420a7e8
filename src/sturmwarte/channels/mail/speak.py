"""Answers and probes as mails.

The order of an answer, and what a crash between two steps leaves:
1. Is a mail of this Message-ID (made of the answer's key) among the sent ones? Then it was sent: done.
2. Hand it to the SMTP server. A crash here means it is sent once more under the same Message-ID, which mail
   programs show once.
3. Put it among the sent mails, unless the server has done so itself.
"""

from contextlib import suppress
from email.message import EmailMessage

from sturmwarte.channels.contract import Answer, Place, Sent
from sturmwarte.channels.mail.compose import Sender, answer_mail, probe_mail
from sturmwarte.channels.mail.folders import sent_folder
from sturmwarte.channels.mail.smtp import Smtp
from sturmwarte.channels.mailbox.following import Follower
from sturmwarte.channels.mailbox.imap import Imap
from sturmwarte.channels.mailbox.settings import Mailbox, listed, said
from sturmwarte.channels.mailbox.tokens import Tokens
from sturmwarte.wire.errors import Trouble, Wrong


def reply(place: Place, mailbox: Mailbox, tokens: Tokens, answer: Answer) -> Sent:
    """Raises Wrong where there is nobody to answer or no server to answer with."""
    mail = answer_mail(answer, _sender(place, mailbox), place.source, place.now())
    id = str(mail["Message-ID"]).strip("<>")
    imap = Follower(place, mailbox, tokens).imap()
    try:
        folder = sent_folder(imap, mailbox.sent_folder)
        if not (folder and _lies_in(imap, folder, id)):
            _send(place, mailbox, tokens, mail)
            with suppress(Trouble):  # it is sent: that it is not filed must not send it again
                _file(imap, folder, id, mail)
    finally:
        imap.close()
    return Sent(id=id)


def probe(place: Place, mailbox: Mailbox, tokens: Tokens, mark: str) -> str:
    """Sends the mailbox a mail; the Message-ID it will come back with."""
    mail = probe_mail(mark, _sender(place, mailbox), place.source, place.now())
    _send(place, mailbox, tokens, mail)
    return str(mail["Message-ID"]).strip("<>")


def log_in(place: Place, mailbox: Mailbox, tokens: Tokens) -> Smtp:
    if mailbox.smtp is None:
        raise Wrong("channel.mail.no_smtp")
    return Smtp(place.guard, mailbox, mailbox.smtp, tokens)


def _send(place: Place, mailbox: Mailbox, tokens: Tokens, mail: EmailMessage) -> None:
    smtp = log_in(place, mailbox, tokens)
    try:
        smtp.send(mail, mailbox.address, mail["To"].addresses[0].addr_spec)
    finally:
        smtp.close()


def _lies_in(imap: Imap, folder: str, id: str) -> bool:
    imap.open(folder)
    return bool(imap.with_id(id))


def _file(imap: Imap, folder: str, id: str, mail: EmailMessage) -> None:
    """Some providers keep what they send; ours would be a second copy."""
    if folder and not _lies_in(imap, folder, id):
        imap.keep(mail.as_bytes(), folder)


def _sender(place: Place, mailbox: Mailbox) -> Sender:
    values = place.values
    return Sender(
        address=mailbox.address,
        name=said(values, "sender_name"),
        signature=listed(values, "signature"),
        quotes=bool(values.get("quote", True)),
    )
