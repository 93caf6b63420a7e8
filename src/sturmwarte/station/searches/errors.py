"""What can go wrong with a saved search.

    SearchError
      NoSuchSearch   it is not here, or not for this person
      NotYours       others made it, and this person does not lead

Each carries a sentence for the page.
"""


class SearchError(Exception):
    """Said to whoever asked; trying again does not help."""


class NoSuchSearch(SearchError):
    """Not here, or not for this person: both sound the same."""


class NotYours(SearchError):
    """Somebody else's, shared with this person to read."""
