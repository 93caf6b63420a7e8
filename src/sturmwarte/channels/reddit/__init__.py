"""Reddit: an account's inbox, the posts and comments of communities, and the search.

Interface: https://www.reddit.com/dev/api
"""

from sturmwarte.channels.contract import Place
from sturmwarte.channels.reddit.connection import Reddit
from sturmwarte.channels.reddit.parse import parse_sample

__all__ = ["connect", "parse_sample"]


def connect(place: Place) -> Reddit:
    return Reddit(place)
