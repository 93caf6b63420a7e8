"""Telegram, through a bot: groups and channels it is a member of, and messages to it.

Interface: https://core.telegram.org/bots/api
"""

from sturmwarte.channels.contract import Place
from sturmwarte.channels.telegram.connection import Bot
from sturmwarte.channels.telegram.parse import parse_sample

__all__ = ["connect", "parse_sample"]


def connect(place: Place) -> Bot:
    return Bot(place)
