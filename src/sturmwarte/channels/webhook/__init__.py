"""Inbound webhook: any tool calls the station and brings posts."""

from sturmwarte.channels.contract import Place
from sturmwarte.channels.webhook.connection import Connection
from sturmwarte.channels.webhook.parse import parse_sample

__all__ = ["connect", "parse_sample"]


def connect(place: Place) -> Connection:
    return Connection(place)
