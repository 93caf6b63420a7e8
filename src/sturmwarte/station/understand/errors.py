"""What can go wrong with labels and versions.

LabelError      cannot be done as asked; the text says why and the mend, for people. Nothing was changed.
└── NotAllowed  this person may not
"""


class LabelError(ValueError):
    pass


class NotAllowed(LabelError):
    pass
