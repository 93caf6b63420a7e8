"""What becomes of signals: waves with a beginning, a course and an end. The face."""

from sturmwarte.core.foresee.waves.course import Pulse as Pulse
from sturmwarte.core.foresee.waves.settings import Settings as Settings
from sturmwarte.core.foresee.waves.tracker import Changed as Changed
from sturmwarte.core.foresee.waves.tracker import Tracker as Tracker
from sturmwarte.core.foresee.waves.trigger import Trigger as Trigger
