"""Clippings: mails of clipping services and notifications of platforms, taken apart into posts."""

from sturmwarte.channels.clippings.connection import Connection
from sturmwarte.channels.clippings.parse import parse_sample
from sturmwarte.channels.contract import Place

__all__ = ["connect", "parse_sample"]


def connect(place: Place) -> Connection:
    return Connection(place)
