"""What can go wrong with upkeep. `str()` is a sentence for the page.

UpkeepError
├── NotAllowed   the person may not do that
└── Refused      it cannot be done as it was asked; trying again the same way does not help
"""


class UpkeepError(Exception):
    pass


class NotAllowed(UpkeepError):
    pass


class Refused(UpkeepError):
    pass
