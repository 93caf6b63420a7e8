"""The forecast of a wave: will it pass, will it grow, how many posts an hour."""

from sturmwarte.core.foresee.forecast.course import Course, Marks, Past
from sturmwarte.core.foresee.forecast.errors import ForecastError
from sturmwarte.core.foresee.forecast.forecaster import Forecaster

__all__ = ["Course", "ForecastError", "Forecaster", "Marks", "Past"]
