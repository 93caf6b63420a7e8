"""What the station listens to, how well it hears, what came in and waits, and what was secured."""

from sturmwarte.station.listen.models.brought import Brought
from sturmwarte.station.listen.models.evidence import Evidence
from sturmwarte.station.listen.models.health import Gap, Notice, Probe, Pulse, Spell, Tally
from sturmwarte.station.listen.models.intake import ChannelToken, Delivery, Inbox, Rejected
from sturmwarte.station.listen.models.sources import Source, Subscription

__all__ = [
    "Brought",
    "ChannelToken",
    "Delivery",
    "Evidence",
    "Gap",
    "Inbox",
    "Notice",
    "Probe",
    "Pulse",
    "Rejected",
    "Source",
    "Spell",
    "Subscription",
    "Tally",
]
