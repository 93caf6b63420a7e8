"""A Facebook Page: comments under posts and ads, visitors' posts, mentions.

Interface: https://developers.facebook.com/docs/pages-api
"""

from sturmwarte.channels.contract import Place
from sturmwarte.channels.facebook.connection import Page
from sturmwarte.channels.facebook.parse import parse_sample

__all__ = ["connect", "parse_sample"]


def connect(place: Place) -> Page:
    return Page(place)
