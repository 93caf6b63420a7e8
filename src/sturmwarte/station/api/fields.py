"""Values as calls bring them: bounded before anything looks at them."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints


def _plain(text: str) -> str:
    # Databases refuse NUL, and a lone surrogate cannot be written as UTF-8.
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError("must not contain NUL or lone surrogates")
    return text


def _in_range(moment: datetime) -> datetime:
    if not 1970 < moment.year < 2200:
        raise ValueError("must lie between 1971 and 2199")
    return moment.astimezone(UTC)


Text = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(_plain)]
Line = Annotated[str, StringConstraints(max_length=500), AfterValidator(_plain)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_range)]
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Revision = Annotated[int, Field(ge=0, le=2**31 - 1, description="as last read; a newer one is refused")]
Limit = Annotated[int, Field(ge=1, le=200)]
