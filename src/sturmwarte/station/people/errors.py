"""What can be wrong with what somebody asks for about people. Each says why and the mend, for the page."""

from django.utils.translation import gettext as _


class PeopleError(ValueError):
    """What was asked for cannot be: says why. Asking again does not help."""

    field = ""
    """The part of a form it belongs to; empty: the whole."""


class NoLogin(PeopleError):
    """Nobody signs in with this address; `known` are the addresses somebody signs in with."""

    def __init__(self, email: str, known: list[str]) -> None:
        super().__init__(_("There is no login with this address."))
        self.email, self.known = email, known


class LastOwner(PeopleError):
    """Without this owner nobody could let anybody in."""

    def __init__(self) -> None:
        super().__init__(_("This is the last owner: make somebody else owner first."))


class BeyondOwnRight(PeopleError):
    """Nobody gives, takes or opens what goes beyond what they may do themselves."""

    def __init__(self) -> None:
        super().__init__(_("This goes beyond your own permission: ask an owner of the whole station."))


class WrongEnd(PeopleError):
    field = "until"


class WrongEmail(PeopleError):
    field = "email"


class WrongDeputy(PeopleError):
    field = "deputy"


class WrongNote(PeopleError):
    field = "note"


class NotYours(PeopleError):
    """Somebody who may not enter this for that person. Pages answer as if there were nothing."""
