"""How many people a wave takes: per half hour, so that answers keep their deadline."""

from sturmwarte.core.foresee.staffing.handling import handling
from sturmwarte.core.foresee.staffing.staff import Aims, OnDuty, staff

__all__ = ["Aims", "OnDuty", "handling", "staff"]
