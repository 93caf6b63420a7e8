"""Mails to the station's own people, through the company's own server."""

from sturmwarte.messengers.mail.letter import Letter, composed
from sturmwarte.messengers.mail.send import reach, send
from sturmwarte.messengers.mail.server import Server, server_of

__all__ = ["Letter", "Server", "composed", "reach", "send", "server_of"]
