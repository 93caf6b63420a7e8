"""The common form of a query, read without a tree: AND of groups, a group being words with OR between.

`(bahn OR #bahn OR "bahn card") AND (streik OR ausfall*) AND NOT modell AND lang:de` is of this form, as
nearly all topics of large sets are. It takes a tenth of the parser's time. Whatever is not of this form, or
wrong, is left to the parser; what is of it has the clauses that `clauses_of` would tell.
"""

import re
from typing import Final

from sturmwarte.core.query.clauses import Alternatives, Clauses

LONGEST: Final = 5_000
"""Characters; no limit of the language is met below."""
_OPERATOR: Final = r"(?:AND|UND|OR|ODER|NOT|NICHT|NEAR|NAHE|ONEAR|ONAHE)\b"
_LETTERS: Final = rf"(?!{_OPERATOR})[A-Za-z0-9ÄÖÜäöüß]{{1,100}}+"
_WORD: Final = rf"[#@]?{_LETTERS}\*?"
_OPERAND: Final = rf'(?:{_WORD}|"{_LETTERS}(?: {_LETTERS})+")'
_PART: Final = re.compile(
    rf"(?P<barred>(?:NOT|NICHT) )?(?:({_WORD})|\(({_OPERAND}(?: (?:OR|ODER) {_OPERAND})*)\))"
    rf"|\(({_LETTERS}) (?:NEAR|NAHE)/[1-9][0-9]? ({_LETTERS})\)"
    r"|lang:[a-z]{2}"
)
_AND: Final = re.compile(" (?:AND|UND) ")
_SPELT_OUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def read_common(text: str) -> Clauses | None:
    """The clauses of a query in the common form; None where it is not."""
    groups: list[Alternatives] = []
    barred: list[str] = []
    demanded: list[Alternatives] = []
    left: list[str] = []
    for part in _AND.split(text) if len(text) <= LONGEST else ("",):
        found = _PART.fullmatch(part)
        if found is None:
            return None
        negative, word, group, first, second = found.groups()
        if written := word or group:
            words = _alternatives(written)
            if not words:
                return None
            if negative:
                barred += words
            else:
                groups.append(words)
        else:  # a NEAR or a fact about the post
            left.append(part)
            demanded += [(_folded(near),) for near in (first, second) if near]
    groups += [one for one in dict.fromkeys(demanded) if one not in groups]
    others = dict.fromkeys(word for one in demanded for word in one)
    return Clauses(tuple(groups), tuple(dict.fromkeys(barred)), " AND ".join(left), tuple(others))


def _alternatives(group: str) -> Alternatives:
    """The words of a group; none if it has a phrase that does not go without saying, given its words."""
    one_a_line = group.replace(" OR ", "\n").replace(" ODER ", "\n")  # no phrase holds these
    operands = dict.fromkeys(_folded(one_a_line).split("\n"))
    words = [operand for operand in operands if operand[0] != '"']
    for phrase in operands.keys() - words:
        if operands.keys().isdisjoint(phrase.strip('"').split()):
            return ()
    return tuple(
        [word for word in words if word[0] not in "#@" or word[-1] == "*" or word[1:] not in operands]
    )


def _folded(written: str) -> str:
    return written.lower() if written.isascii() else written.lower().translate(_SPELT_OUT)
