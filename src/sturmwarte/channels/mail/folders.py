"""Which folder holds the mails we sent."""

from sturmwarte.channels.mailbox.imap import Imap

USUAL = ("Sent", "Gesendet", "INBOX.Sent", "Sent Items", "Gesendete Elemente", "Gesendete Objekte")


def sent_folder(imap: Imap, named: str, there: dict[str, frozenset[str]] | None = None) -> str:
    """As named, else as the server marks it (RFC 6154), else by its usual names; empty when there is none."""
    there = imap.folders() if there is None else there
    if named in there:
        return named
    marked = [name for name, marks in there.items() if "\\sent" in marks]
    return next(iter([*marked, *(name for name in USUAL if name in there)]), "")
