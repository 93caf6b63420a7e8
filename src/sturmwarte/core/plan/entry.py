"""The base of every entry in a plan, and how a field says that it names another entry."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints


class Entry(BaseModel):
    """Base of every entry in a plan: unknown keys are errors, because a typo must not be silence.

    Numbers are taken as text where text is wanted: a person writes `phone: 110` without quotes.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, coerce_numbers_to_str=True
    )


Id = Annotated[str, StringConstraints(pattern=r"^\w[\w.:@/-]*$", max_length=80)]
"""What other entries call this one: letters, digits, and `. : @ / -`, no blanks."""


class Ref:
    """Marks a field (text, or a list of texts) as the id of an entry in one of `sections`.

    >>> from typing import Annotated
    >>> class Errand(Entry):
    ...     owner: Annotated[str | None, Ref("people", "teams")] = None
    """

    def __init__(self, *sections: str) -> None:
        self.sections = sections

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        """Editors that know nothing of our sections at least show where the id comes from."""
        schema: dict[str, Any] = handler(core)
        return {**schema, "x-refers-to": list(self.sections)}


Owner = Annotated[str, Ref("people", "teams")]
MaybeOwner = Annotated[str | None, Ref("people", "teams")]
