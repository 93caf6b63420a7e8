"""The usual names of classes, so that most published classifiers need no table of their own."""

from collections.abc import Mapping

from sturmwarte.core.understand.dimensions import YES, Dimension

NO = "no"
"""In a dimension that only has a probability, what is not `yes`."""

USUAL: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "sentiment": {
        "negative": ("neg", "negativ", "1_star", "2_stars"),
        "neutral": ("neu", "3_stars"),
        "positive": ("pos", "positiv", "4_stars", "5_stars"),
    },
    "emotion": {
        "none": ("neutral", "no_emotion", "keine"),
        "anger": ("angry", "annoyance", "ärger", "wut"),
        "fear": ("angst",),
        "sadness": ("sad", "trauer", "traurigkeit"),
        "joy": ("happiness", "happy", "freude"),
        "surprise": ("überraschung",),
        "disgust": ("ekel",),
    },
    "offensive": {
        YES: ("offensive", "offense", "toxic", "hate", "hateful", "hate_speech", "insult"),
        NO: ("not_offensive", "non_offensive", "not_toxic", "non_toxic", "not_hate", "non_hate", "nothate"),
    },
}


def labels_of(dimension: Dimension) -> tuple[str, ...]:
    """What a model's classes may be mapped to."""
    return (YES, NO) if dimension.binary else dimension.labels


def usual(dimension: Dimension, name: str) -> str | None:
    """Our label for a class of this name; None when the name says nothing."""
    plain = "_".join(name.casefold().replace("-", " ").replace("_", " ").split())
    if plain in labels_of(dimension):
        return plain
    named = USUAL.get(dimension.id, {})
    return next((label for label, names in named.items() if plain in names), None)
