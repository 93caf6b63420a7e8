"""What can go wrong when somebody decides about sources.

SourceError      cannot be done as asked; the text says why and the mend, for people. Nothing was changed.
├── NotAllowed   this person may not
├── Unknown      there is no such source, or it was removed
└── Overtaken    somebody else has changed it meanwhile
"""


class SourceError(ValueError):
    pass


class NotAllowed(SourceError):
    pass


class Unknown(SourceError):
    pass


class Overtaken(SourceError):
    pass
