"""YouTube: comments on one's own videos and on named ones, new videos on the topics.

Interface: https://developers.google.com/youtube/v3/docs
"""

from sturmwarte.channels.contract import Place
from sturmwarte.channels.youtube.connection import YouTube
from sturmwarte.channels.youtube.parse import parse_sample

__all__ = ["connect", "parse_sample"]


def connect(place: Place) -> YouTube:
    return YouTube(place)
