"""What may go wrong with a briefing. `str` of each is a sentence for the reader; again does not help."""


class BriefError(ValueError):
    """Something the reader asked for cannot be."""


class NoTime(BriefError):
    """A text that is no time of day."""


class NoRights(BriefError):
    """The login is switched off, or has no role that sees cases."""
