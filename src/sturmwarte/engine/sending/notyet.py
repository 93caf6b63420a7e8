"""NotYet: it may not leave now, and that is nobody's failure."""

from datetime import datetime

from sturmwarte.core.reason import Reason


class NotYet(Exception):
    """Waits until `until` without an attempt being counted; `reason` is shown meanwhile."""

    def __init__(self, reason: Reason, until: datetime) -> None:
        super().__init__(reason.key)
        self.reason, self.until = reason, until
