"""Early signs: what stood out before the waves of the past, how often, and how often for nothing."""

from sturmwarte.core.foresee.early.indicators import INDICATORS, Hourly, Side, indicators
from sturmwarte.core.foresee.early.learning import Past, signs
from sturmwarte.core.foresee.early.sign import Sign, Standing, standing
from sturmwarte.core.foresee.early.wilson import wilson

__all__ = [
    "INDICATORS",
    "Hourly",
    "Past",
    "Side",
    "Sign",
    "Standing",
    "indicators",
    "signs",
    "standing",
    "wilson",
]
