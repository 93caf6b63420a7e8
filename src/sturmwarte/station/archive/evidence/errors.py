"""What stands against keeping a post as evidence.

EvidenceError    a sentence for the page; trying again the same way does not help
└── NotAllowed   this person may not
"""


class EvidenceError(Exception):
    pass


class NotAllowed(EvidenceError):
    pass
