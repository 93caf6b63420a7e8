"""Bluesky and the AT Protocol: notifications and search, Jetstream, or the firehose of any server.

Interface: https://atproto.com, https://docs.bsky.app
"""

from sturmwarte.channels.bluesky.connection import Bluesky
from sturmwarte.channels.bluesky.sample import parse_sample
from sturmwarte.channels.contract import Place

__all__ = ["connect", "parse_sample"]


def connect(place: Place) -> Bluesky:
    return Bluesky(place)
