"""What can be wrong with a forecaster or with what it is given."""


class ForecastError(ValueError):
    """Trying again does not help: the course does not fit together, or the bytes are not a forecaster."""
