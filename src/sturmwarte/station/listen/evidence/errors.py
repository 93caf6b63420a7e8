"""What is no picture of ours, told apart from trouble on the way."""

from typing import Any

from sturmwarte.core.reason import Reason


class Unsuited(Exception):
    """The file came and cannot be used: no picture, damaged, far too large. Trying again does not help."""

    def __init__(self, key: str, **args: Any) -> None:
        self.reason = Reason(key, args)
        super().__init__(key)


class Unread(Exception):
    """No text could be read in a picture, for a reason that has nothing to do with the picture's text."""

    def __init__(self, key: str, **args: Any) -> None:
        self.reason = Reason(key, args)
        super().__init__(key)
