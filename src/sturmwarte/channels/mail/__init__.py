"""Mail: folders of a mailbox by IMAP, answers by SMTP."""

from sturmwarte.channels.contract import Place
from sturmwarte.channels.mail.connection import Connection
from sturmwarte.channels.mail.parse import parse_sample

__all__ = ["connect", "parse_sample"]


def connect(place: Place) -> Connection:
    return Connection(place)
