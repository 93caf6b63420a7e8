"""Queries for X's search: any of a topic's words, in as many queries as their length asks for. Pure."""

from collections.abc import Sequence

from sturmwarte.channels.contract import Sought

MOST = 480
"""Characters of a query that every access level takes."""


def queries(sought: Sought, reposts: bool) -> list[str]:
    """https://docs.x.com/x-api/posts/search/integrate/build-a-query

    >>> queries(Sought("akku", ("Akku", "Muster Werke"), ("akkutod",)), reposts=False)
    ['(Akku OR "Muster Werke" OR #akkutod) -is:retweet']
    """
    terms = [*map(_term, sought.words), *(f"#{tag}" for tag in sought.tags)]
    tail = "" if reposts else " -is:retweet"
    return [
        f"({' OR '.join(group)}){tail}" for group in _groups([x for x in terms if x], MOST - len(tail) - 2)
    ]


def _term(word: str) -> str:
    plain = word.replace('"', " ").strip()
    return plain if plain.isalnum() else f'"{plain}"' if plain else ""


def _groups(terms: Sequence[str], most: int) -> list[list[str]]:
    groups: list[list[str]] = []
    length = most + 1
    for term in terms:
        length += len(term) + 4
        if length > most:
            groups.append([])
            length = len(term)
        groups[-1].append(term)
    return groups
