"""What can go wrong with a person's request. `str()` is a sentence for the page, and names nobody.

PrivacyError
├── NotAllowed   this login may not do that
└── Refused      it cannot be done as it was asked; trying again the same way does not help
"""


class PrivacyError(Exception):
    pass


class NotAllowed(PrivacyError):
    pass


class Refused(PrivacyError):
    pass
