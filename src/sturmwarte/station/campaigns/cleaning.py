"""Takes the words of a post that was erased out of the campaign it helped to found.

A campaign remembers its first text, to keep near it, and one post as it was written, to be named by. When
that post goes, what is left of the campaign stands in its place.
"""

from collections.abc import Collection, Sequence

import msgspec

from sturmwarte.core.understand.campaign import State
from sturmwarte.core.understand.campaign.group import WRITTEN
from sturmwarte.core.understand.campaign.words import Words, words


def cleaned(state: State, touched: Collection[str]) -> State:
    """The state with nothing in the `touched` campaigns that no remembered post says; itself when there is
    nothing to do."""
    texts = {text.number: text.words for text in state.texts}
    ids = {state.merged.get(id, id) for id in touched}
    groups = []
    for group in state.groups:
        if group.id in ids:
            left = [texts[number] for number in group.texts]
            core = group.core if group.core in left else left[0]
            written = group.written if _said(group.written, left) else " ".join(left[0])[:WRITTEN]
            if (core, written) != (group.core, group.written):
                group = msgspec.structs.replace(group, core=core, written=written)  # noqa: PLW2901
        groups.append(group)
    return state if groups == list(state.groups) else msgspec.structs.replace(state, groups=tuple(groups))


def _said(written: str, left: Sequence[Words]) -> bool:
    own = words(written)
    if len(written) < WRITTEN:
        return own in left
    own = own[:-1]  # the last word may be cut
    return any(text[: len(own)] == own for text in left)
