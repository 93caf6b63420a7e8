"""What can go wrong on the way to a source and back: one tree, each with its reason and what follows from it.

The engine decides by the class alone: who waits, who asks a person. The reason is what people read.
"""

from datetime import datetime
from typing import Any

from sturmwarte.core.reason import Reason


class Trouble(Exception):
    """A source could not be heard, or did not take what we said. Not every one needs a person."""

    default = "trouble.unknown"

    def __init__(self, key: str = "", **args: Any) -> None:
        self.reason = Reason(key or self.default, args)
        super().__init__(f"{self.reason.key} {args}" if args else self.reason.key)


class Unreachable(Trouble):
    """No answer, or one of a server that is broken for now: tried again with a growing pause."""

    default = "trouble.unreachable"


class Limited(Trouble):
    """The platform asks us to slow down. `until` is when it will listen again, None when it did not say."""

    default = "trouble.limited"

    def __init__(self, until: datetime | None = None, key: str = "", **args: Any) -> None:
        super().__init__(key, **args)
        self.until = until


class Refused(Trouble):
    """Our access was turned away (401, 403, a revoked token, a wrong password): only a person can mend it."""

    default = "trouble.refused"


class Missing(Trouble):
    """What was asked for is not there (404): a single post that was deleted, or a misspelt name."""

    default = "trouble.missing"


class Gone(Trouble):
    """It was there and will not come back (410): a feed that was closed, an account that was deleted."""

    default = "trouble.gone"


class Wrong(Trouble):
    """A setting of the source cannot work: no such account, no such list, not an address at all."""

    default = "trouble.wrong"


class Unreadable(Trouble):
    """An answer we could not understand: damaged, another format, not what the documentation says."""

    default = "trouble.unreadable"


class TooMuch(Trouble):
    """An answer larger, slower or with more redirects than we allow."""

    default = "trouble.too_much"


class Blocked(Trouble):
    """An address that must not be reached from here: not public, and not allowed by the settings."""

    default = "trouble.blocked"
