"""What can go wrong with the archive. Each text says what, where and the mend.

ArchiveError
├── Unsupported      this database cannot hold an archive yet
├── WrongKey         the archive's key is not the one its tombstones were made with
├── BadCursor        a page's cursor that no page gave out
└── NoSuchPost       an action on a post that is not here
"""


class ArchiveError(Exception):
    """Base. Trying again does not help unless the class says so."""


class Unsupported(ArchiveError):
    pass


class WrongKey(ArchiveError):
    pass


class BadCursor(ArchiveError, ValueError):
    pass


class NoSuchPost(ArchiveError, LookupError):
    pass
