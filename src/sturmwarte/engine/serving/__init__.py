"""`serve`: the processes of a station, kept running."""
