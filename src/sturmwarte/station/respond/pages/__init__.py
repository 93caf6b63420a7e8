"""The desk: the list of cases and the case beside it."""
