"""The shape of packs/tone/{de,en}.yaml and emoji.yaml, and their loader.

Errors: `ToneError` tells the file, the place in it and what is wrong.
"""

from functools import cache
from typing import Annotated, Literal, TypeVar

from pydantic import Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sturmwarte import packs
from sturmwarte.core.plan.entry import Entry

Strength = Literal[-3, -2, -1, 1, 2, 3]
Level = Literal[1, 2, 3]
Emotion = Literal["anger", "fear", "sadness", "joy", "surprise", "disgust"]
EMOTIONS: tuple[Emotion, ...] = ("anger", "fear", "sadness", "joy", "surprise", "disgust")
T = TypeVar("T", bound=Entry)
Factor = Annotated[float, Field(gt=0, lt=3)]


class ToneError(ValueError):
    """A shipped word list does not have the shape it must have."""


class Polarity(Entry):
    """Lists by strength. All but `words` hold base forms."""

    adjectives: dict[Strength, str] = {}
    verbs: dict[Strength, str] = {}
    nouns: dict[Strength, str] = {}
    words: dict[Strength, str] = {}


class Insults(Entry):
    mild: str = ""
    strong: str = ""


class ToneList(Entry):
    """One language's lists; each text is parted by commas or line ends (`understand.lexicon.split`)."""

    lang: str
    polarity: Polarity
    phrases: dict[Strength, str] = {}
    arousal: dict[Level, str] = {}
    emotions: dict[Emotion, str] = {}
    insults: Insults = Insults()
    profanity: str = ""
    threats: str = ""
    slurs: str = ""
    intensifiers: dict[Factor, str] = {}
    diminishers: dict[Factor, str] = {}
    negators: str = Field("", description="single words")
    irony: str = Field("", description="phrases that turn praise round")
    asks: str = ""
    engages: str = ""
    claims: str = ""
    urgency: dict[Level, str] = {}
    nothing: str = Field("", description="what says nothing though it looks so; silences what it covers")


class Emoji(Entry):
    """Each emoji's polarity (-3..3) and arousal (0..3)."""

    emoji: dict[str, tuple[Annotated[int, Field(ge=-3, le=3)], Annotated[int, Field(ge=0, le=3)]]]


@cache
def languages() -> tuple[str, ...]:
    """The languages with tone lists."""
    return tuple(lang for lang in packs.LANGUAGES if packs.folder("tone", f"{lang}.yaml").is_file())


@cache
def tone_list(lang: str) -> ToneList:
    """The shipped lists of a language. Raises `ToneError`."""
    return check(ToneList, f"{lang}.yaml", packs.text("tone", f"{lang}.yaml"))


@cache
def emoji_list() -> Emoji:
    """The shipped emoji. Raises `ToneError`."""
    return check(Emoji, "emoji.yaml", packs.text("tone", "emoji.yaml"))


def check(shape: type[T], name: str, text: str) -> T:
    """`text` of the file `name` in its `shape`. Raises `ToneError`."""
    try:
        return shape.model_validate(YAML(typ="safe").load(text))
    except YAMLError as error:
        raise ToneError(f"packs/tone/{name}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ToneError(f"packs/tone/{name}: {place}: {first['msg']}") from error
