"""Foresight at work: each minute of a run's clock its counters are looked at, and waves told."""
