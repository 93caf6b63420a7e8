"""WatchError <- ClockError (time went back), DamagedState (a stored state that cannot be used)."""


class WatchError(ValueError):
    """What went wrong, in one line."""


class ClockError(WatchError):
    """A minute that is not after the last one."""


class DamagedState(WatchError):
    """A packed state that is cut short, changed, too large or of another version. Build the watch anew."""
