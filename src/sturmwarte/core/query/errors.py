"""What can be wrong with a query.

    QueryError
      SyntaxMistake   the text does not say what is meant
      LimitExceeded   it says too much

Both carry a message key and its arguments; `messages` renders them in German and English.
"""

from typing import Any

from sturmwarte.core.query.messages import render


class QueryError(ValueError):
    """A query that cannot be used. `column` counts characters from 1; trying again does not help."""

    def __init__(self, key: str, column: int, **args: Any) -> None:
        self.key = key
        self.column = column
        self.args_by_name = args
        super().__init__(f"column {column}: {self.text('en')}")

    def text(self, lang: str = "en") -> str:
        """What is wrong and how to mend it, in `de` or `en`, without the column."""
        return render(self.key, lang, self.args_by_name)


class SyntaxMistake(QueryError):
    """The text does not say what is meant."""


class LimitExceeded(QueryError):
    """Too long, too many terms, or too deeply nested."""
