"""The usual: how many posts a minute each series brings, by level and half hour of the week."""

from sturmwarte.core.foresee.normal.settings import Settings
from sturmwarte.core.foresee.normal.usual import Baseline, Usual

__all__ = ["Baseline", "Settings", "Usual"]
