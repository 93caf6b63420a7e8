"""What leaves the station: mails to our own people, answers on channels, and who is told of what."""

from sturmwarte.engine.sending.deliver import deliver_due
from sturmwarte.engine.sending.notices import tell
from sturmwarte.engine.sending.through import ByTeam, Connections

__all__ = ["ByTeam", "Connections", "deliver_due", "tell"]
