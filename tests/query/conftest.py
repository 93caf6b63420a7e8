"""A busy machine is slow, not wrong: generated examples have no deadline of their own."""

from hypothesis import settings

settings.register_profile("unhurried", parent=settings(), deadline=None)
settings.load_profile("unhurried")
