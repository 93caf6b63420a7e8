"""The page of emergency changes, and the line about them on every other page."""
