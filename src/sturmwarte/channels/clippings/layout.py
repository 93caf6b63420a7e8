"""How a sender's mails are built, as data: the files in `layouts/`, and what a company adds to them.

A mail belongs to the first layout whose sender and subject fit and that finds something in it. There are
three ways to read one: `items` (a list of links, each with the lines below it), `labels` (blocks of
`Title: ...`) and `one` (a notification about a single post).
"""

from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

import regex
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sturmwarte.core.post import Form
from sturmwarte.wire.errors import Wrong

PATIENCE_S = 0.05
"""For one pattern on one line: some patterns take for ever on some lines, and these come from people."""

LABELS = ("title", "text", "url", "author", "outlet", "date", "rating", "place", "product")
Field_ = Literal["title", "text", "url", "author", "outlet", "date", "rating", "place", "product"]


def _pattern(written: str) -> str:
    regex.compile(written)
    return written


Pattern = Annotated[str, AfterValidator(_pattern)]
Patterns = tuple[Pattern, ...]


class Layout(BaseModel):
    """`senders` are addresses or `@domains`; both they and `subject` must fit where both are given.

    `network` and `form` are of the posts. `drop` are lines without content, `stop` where content ends. Of a
    notification, `say` are patterns with named groups (title, author, rating ...) looked for in subject and
    lines, `begin` and `end` frame its text, and `link` is the words or address of the link to the post. In a
    list `begin` is a headline without a link, with a group `title`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    senders: tuple[str, ...] = ()
    subject: Pattern = ""
    network: str = "web"
    form: Form = "article"
    read: Literal["items", "labels", "one"]
    drop: Patterns = ()
    stop: Patterns = ()
    wrapped: tuple[str, ...] = ()
    say: Patterns = ()
    begin: Patterns = ()
    end: Patterns = ()
    link: Pattern = ""
    labels: dict[Field_, tuple[str, ...]] = {}
    author: str = ""

    def fits(self, sender: str, subject: str) -> bool:
        if not (self.senders or self.subject):
            return False
        if self.senders and not any(_is_from(sender, known) for known in self.senders):
            return False
        return not self.subject or found(self.subject, subject) is not None


def found(pattern: str, text: str) -> "regex.Match[str] | None":
    """The pattern's first place in the text, whatever its case; None as well when it took too long."""
    try:
        return _compiled(pattern).search(text[:2000], timeout=PATIENCE_S)
    except TimeoutError:
        return None


def any_of(patterns: Patterns, text: str) -> bool:
    return any(found(pattern, text) for pattern in patterns)


@cache
def shipped() -> tuple[Layout, ...]:
    folder = files("sturmwarte.channels.clippings") / "layouts"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return tuple(
        Layout.model_validate(YAML(typ="safe").load((folder / name).read_text(encoding="utf-8")))
        for name in names
    )


def own(written: str) -> tuple[Layout, ...]:
    """Layouts of a company, from the lines of the form: a YAML list. Raises Wrong."""
    try:
        listed: Any = YAML(typ="safe", pure=True).load(written) or []
        return tuple(
            Layout.model_validate(entry) for entry in (listed if isinstance(listed, list) else [listed])
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "-"
        raise Wrong("channel.clippings.bad_layout", where=where, why=str(first["msg"])[:200]) from error
    except (YAMLError, regex.error, ValueError, RecursionError) as error:
        raise Wrong("channel.clippings.bad_layout", where="-", why=str(error).split("\n")[0][:200]) from error


@cache
def _compiled(pattern: str) -> "regex.Pattern[str]":
    return regex.compile(pattern, regex.IGNORECASE)


def _is_from(sender: str, known: str) -> bool:
    """`@firma.example` takes in its subdomains as well."""
    if not known.startswith("@"):
        return sender == known.lower()
    domain = sender.rpartition("@")[2]
    return domain == known[1:].lower() or domain.endswith("." + known[1:].lower())
