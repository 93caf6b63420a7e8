"""Respond: what may be said, by whom, and what was answered."""
