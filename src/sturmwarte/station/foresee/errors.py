"""What can go wrong when somebody decides about waves.

WaveError       cannot be done as asked; the text says why and the mend, for people. Nothing was changed.
└── NotAllowed  this person may not
"""


class WaveError(ValueError):
    pass


class NotAllowed(WaveError):
    pass
