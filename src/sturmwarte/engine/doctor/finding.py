"""What a check found."""

from typing import Literal

import msgspec

State = Literal["good", "doubtful", "wrong"]


class Finding(msgspec.Struct, frozen=True):
    """One fact about the station. `why` it matters and the `mend` are empty where all is good."""

    check: str
    state: State
    what: str
    why: str = ""
    mend: str = ""


def good(check: str, what: str) -> Finding:
    return Finding(check, "good", what)


def doubtful(check: str, what: str, why: str, mend: str) -> Finding:
    return Finding(check, "doubtful", what, why, mend)


def wrong(check: str, what: str, why: str, mend: str) -> Finding:
    return Finding(check, "wrong", what, why, mend)
