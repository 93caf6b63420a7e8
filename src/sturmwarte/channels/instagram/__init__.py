"""Instagram, a professional account: comments, tags, mentions, hashtags, its own stories.

Interface: https://developers.facebook.com/docs/instagram-platform
"""

from sturmwarte.channels.contract import Place
from sturmwarte.channels.instagram.connection import Instagram
from sturmwarte.channels.instagram.parse import parse_sample

__all__ = ["connect", "parse_sample"]


def connect(place: Place) -> Instagram:
    return Instagram(place)
