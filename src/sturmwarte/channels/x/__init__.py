"""X: mentions of the account, search for the topics, answers. Interface: https://docs.x.com/x-api"""

from sturmwarte.channels.contract import Place
from sturmwarte.channels.x.connection import X
from sturmwarte.channels.x.parse import parse_sample

__all__ = ["connect", "parse_sample"]


def connect(place: Place) -> X:
    return X(place)
