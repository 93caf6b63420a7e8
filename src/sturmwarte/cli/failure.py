"""How a command ends badly: one line that says what is wrong, where and the mend, and a code."""

REJECTED, USAGE, ENVIRONMENT = 1, 2, 3


class Failure(Exception):
    """Ends the command. `code`: 1 some input rejected, 2 unreadable input or usage, 3 environment.

    With an empty text nothing more is said: the command has already told.
    """

    def __init__(self, text: str, code: int) -> None:
        super().__init__(text)
        self.code = code
