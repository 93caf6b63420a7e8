"""The few posts of a wave that a person should read."""

from collections import Counter
from collections.abc import Sequence
from typing import Final, Literal

from sturmwarte.core.foresee.story.told import Told
from sturmwarte.core.foresee.story.words import words
from sturmwarte.core.foresee.wave import Identity, Term

Role = Literal["copied", "reach", "first", "typical"]
MOST: Final = 6


def weightiest(
    posts: Sequence[Told], terms: Sequence[Term], nothing: frozenset[str]
) -> tuple[tuple[Identity, Role], ...]:
    """The most repeated, the two that reach most, the first, and the two most typical; each once, and never a
    repost where its original is at hand."""
    originals = [post for post in posts if not post.repost] or list(posts)
    chosen: dict[Identity, Role] = {}

    def choose(found: Sequence[Told], role: Role, most: int) -> None:
        for post in [post for post in found if post.identity not in chosen][:most]:
            chosen[post.identity] = role

    choose(_most_copied(posts, originals), "copied", 1)
    seen = [post for post in originals if post.reach > 0]
    choose(sorted(seen, key=lambda post: (-post.reach, post.at, post.identity)), "reach", 2)
    choose(sorted(originals, key=lambda post: (post.at, post.identity)), "first", 1)
    choose(_most_typical(originals, terms, nothing), "typical", 2)
    return tuple(chosen.items())[:MOST]


def _most_copied(posts: Sequence[Told], originals: Sequence[Told]) -> list[Told]:
    """By reposts and equal words or campaigns; those that at least two others repeat."""
    passed_on = Counter(identity for post in posts if post.repost for identity in post.answers)
    same = Counter(_text(post) for post in originals)
    together = Counter(post.campaign for post in originals if post.campaign)

    def repeats(post: Told) -> int:
        return passed_on[post.identity] + max(same[_text(post)], together[post.campaign]) - 1

    first: dict[str, Told] = {}
    for post in sorted(originals, key=lambda post: (post.at, post.identity)):
        first.setdefault(post.campaign or _text(post), post)
    found = [post for post in first.values() if repeats(post) >= 2]
    return sorted(found, key=lambda post: (-repeats(post), post.at, post.identity))


def _most_typical(posts: Sequence[Told], terms: Sequence[Term], nothing: frozenset[str]) -> list[Told]:
    """Those that hold most of what sets the wave apart, in few words."""
    sought = {stem for term in terms for word in words(term.text, frozenset()) for stem in word.stems}
    scored = []
    for post in posts:
        stems = {stem for word in words(post.text, nothing) for stem in word.stems}
        if held := len(stems & sought):
            scored.append((-held / (len(stems) + 8) ** 0.5, post.at, post.identity, post))
    return [post for *_, post in sorted(scored, key=lambda one: one[:3])]


def _text(post: Told) -> str:
    return " ".join(post.text.casefold().split())
