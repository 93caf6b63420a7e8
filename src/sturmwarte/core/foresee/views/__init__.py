"""Views of the counts: each looks at one span of time, minutes or hours, with a budget of its own."""

from sturmwarte.core.foresee.views.base import Judged, View, as_score
from sturmwarte.core.foresee.views.spike import Spike

__all__ = ["Judged", "Spike", "View", "as_score"]
