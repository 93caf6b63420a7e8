"""Tells what a mail newly says from the history it repeats and the signature below it. Pure.

There is no standard for any of it: these are the marks that mail programs set in German and English. When in
doubt a line counts as new; a mail of nothing but history (a forwarded one) is new as a whole.
"""

import re
from dataclasses import dataclass

_WROTE = re.compile(
    r"^(?:am|on|le|el|il|op) .{4,200}?(?:schrieb|wrote|a écrit|escribió|ha scritto|schreef)\b.{0,120}:$", re.I
)
_WROTE_AT = re.compile(
    r"^(?:am|on) .{0,14}\d{1,2}[./-]\d{1,2}[./-]\d{2,4},? (?:um |at )?\d{1,2}:\d{2}(?: uhr| [ap]m)?"
    r" (?:schrieb|wrote) .{2,160}$",
    re.IGNORECASE,
)
"""A day and an hour: sure enough without the colon, which some programs leave out."""
_OPENS = re.compile(r"^(?:am|on) \S.{3,160}$", re.IGNORECASE)
_BAR = re.compile(
    r"^[-_ ]{2,}\s*(?:ursprüngliche nachricht|original message|original-?nachricht)\b.{0,60}$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^_{10,}$")
_HEAD = re.compile(
    r"^\*?(?:von|from|gesendet|sent|datum|date|an|to|betreff|subject|cc)\*?\s?:\*?\s?.*$", re.I
)
_FIRST_HEAD = re.compile(r"^\*?(?:von|from)\*?\s?:", re.IGNORECASE)
_DEVICE = re.compile(
    r"^(?:von meinem .{2,40} gesendet|gesendet (?:von|mit) .{2,60}|sent from my .{2,40}|sent with .{2,40}"
    r"|diese nachricht wurde von .{2,60} gesendet\.?|(?:get|holen sie sich) outlook .{2,60})$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Told:
    """`new` is never empty unless the mail is; `history` and `signature` are what stood beside it."""

    new: str
    history: str = ""
    signature: str = ""


def tell_apart(written: str) -> Told:
    """The three parts of a mail's text.

    >>> tell_apart("Danke!\\n\\nAm 3. Mai schrieb Mila:\\n> Kommt noch etwas?").new
    'Danke!'
    """
    lines = [line.rstrip() for line in written.split("\n")]
    begin = _history_at(lines)
    above, below = lines[:begin], lines[begin:]
    quoted = [line for line in above if line.startswith(">")]
    answer, signature = _signed([line for line in above if not line.startswith(">")])
    if below and any(line.startswith(">") for line in below):
        under, signed_below = _signed(
            [line for line in _after_attribution(below) if not line.startswith(">")]
        )
        answer, signature = [*answer, *under], signature or signed_below
    new = _joined(answer)
    if not new:
        return Told(written.strip())
    return Told(new, _joined([*quoted, *below]), _joined(signature))


def _history_at(lines: list[str]) -> int:
    """Where the repeated mail begins; the number of lines when it does not."""
    for at, line in enumerate(lines):
        plain = line[:400].strip().strip("*")
        if (
            _WROTE.match(plain)
            or _WROTE_AT.match(plain)
            or _BAR.match(plain)
            or _wrapped(lines, at)
            or _outlook(lines, at)
        ):
            return at
    return len(lines)


def _wrapped(lines: list[str], at: int) -> bool:
    """An attribution over two lines."""
    if not _OPENS.match(lines[at].strip()) or at + 1 >= len(lines) or not lines[at + 1].strip():
        return False
    return bool(_WROTE.match(f"{lines[at].strip()} {lines[at + 1].strip()}"[:400]))


def _outlook(lines: list[str], at: int) -> bool:
    """Von/Gesendet/An/Betreff: at least three header lines together, with or without a rule above."""
    if _RULE.match(lines[at].strip()):
        at += 1
        while at < len(lines) and not lines[at].strip():
            at += 1
    if at >= len(lines) or not _FIRST_HEAD.match(lines[at].strip()):
        return False
    near = [line.strip() for line in lines[at : at + 8] if line.strip()]
    return sum(bool(_HEAD.match(line)) for line in near) >= 3


def _after_attribution(below: list[str]) -> list[str]:
    """Without the lines up to the first quoted one, which say who wrote it."""
    first = next(at for at, line in enumerate(below) if line.startswith(">"))
    return below[first:]


def _signed(lines: list[str]) -> tuple[list[str], list[str]]:
    """Text and signature: below `-- `, or a phone's last line."""
    for at, line in enumerate(lines):
        if line in ("--", "-- "):
            return lines[:at], lines[at + 1 :]
    last = max((at for at, line in enumerate(lines) if line.strip()), default=-1)
    if last > 0 and _DEVICE.match(lines[last].strip()[:200]):
        return lines[:last], lines[last:]
    return lines, []


def _joined(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
