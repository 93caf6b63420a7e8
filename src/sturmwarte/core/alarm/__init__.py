"""Alarm: levels, and who is told when one is reached."""
