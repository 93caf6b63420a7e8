"""What a folder says of its model: which dimension it judges, and what its classes mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from sturmwarte.core.understand.dimensions import DIMENSIONS, KINDS, YES, Dimension
from sturmwarte.core.understand.folder.errors import GUIDE, Unfit, reading
from sturmwarte.core.understand.folder.names import labels_of, usual

CARD, CONFIG = "sturmwarte.json", "config.json"
MOST_CLASSES = 200
DEFAULT_LENGTH = 256

Output = Literal["softmax", "sigmoid", "probabilities"]
Length = Annotated[int, msgspec.Meta(ge=8, le=2048)]


class Written(msgspec.Struct, forbid_unknown_fields=True):
    """sturmwarte.json as people write it."""

    dimension: str
    labels: dict[str, str | None] | list[str | None] | None = None
    """Per class of the model, by its name or in order, the label it stands for; null: none of ours."""
    languages: list[str] = []
    """ISO 639-1; empty: every one."""
    output: Output | None = None
    max_length: Length = DEFAULT_LENGTH


class Config(msgspec.Struct):
    """What is looked at of a model's own config.json."""

    id2label: dict[str, str] = {}
    problem_type: str | None = None
    pad_token_id: int | None = None
    normalize: bool = False


@dataclass(frozen=True)
class Card:
    """`columns`: per column of the model's output the label it stands for, None where it is none of ours."""

    dimension: str
    columns: tuple[str | None, ...]
    languages: frozenset[str]
    output: Output
    max_length: int

    def judges(self, lang: str) -> bool:
        return not self.languages or lang in self.languages


def config_of(folder: str, files: Mapping[str, bytes]) -> Config:
    with reading(f"{folder}/{CONFIG}", "put the model's own file there again"):
        return msgspec.json.decode(files.get(CONFIG, b"{}"), type=Config)


def card_of(folder: str, files: Mapping[str, bytes], classes: Sequence[str] = ()) -> Card:
    """`classes`: the model's own names of its columns where its head knows them.

    Raises:
        Damaged: a file cannot be read.
        Unfit: another dimension, or labels that are none of it.
    """
    config = config_of(folder, files)
    names = list(classes) or _names(folder, config)
    if CARD in files:
        with reading(f"{folder}/{CARD}", f"correct it; {GUIDE}"):
            written = msgspec.json.decode(files[CARD], type=Written)
    else:
        written = Written(_guessed(folder, names).id)
    dimension = DIMENSIONS.get(written.dimension)
    if not dimension:
        raise Unfit(
            f"{folder}/{CARD}", f"there is no dimension {written.dimension!r}", f"write {_or(DIMENSIONS)}"
        )
    columns = _columns(folder, written, names, dimension)
    output = written.output or _usual_output(config, columns)
    return Card(dimension.id, columns, frozenset(written.languages), output, written.max_length)


def _names(folder: str, config: Config) -> list[str]:
    """id2label in the order of its numbers."""
    count = len(config.id2label)
    try:
        return [config.id2label[str(place)] for place in range(count)]
    except KeyError as missing:
        what = f"id2label has {count} labels but none with the number {missing}"
        raise Unfit(f"{folder}/{CONFIG}", what, "number them from 0") from None


def _guessed(folder: str, names: Sequence[str]) -> Dimension:
    fits = [d for d in DIMENSIONS.values() if len(names) > 1 and all(usual(d, name) for name in names)]
    if len(fits) != 1:
        told = f"the labels {', '.join(names)[:200]} do not tell" if names else "nothing tells"
        what = f"is missing, and {told} what the model judges"
        raise Unfit(f"{folder}/{CARD}", what, f"write this file; {GUIDE}")
    return fits[0]


def _columns(
    folder: str, written: Written, names: Sequence[str], dimension: Dimension
) -> tuple[str | None, ...]:
    file, labels = f"{folder}/{CARD}", written.labels
    if isinstance(labels, list):
        columns = labels
    elif labels is not None:
        columns = _mapped(file, labels, names or [str(place) for place in range(len(labels))])
    else:
        columns = [usual(dimension, name) for name in names]
        if unknown := [name for name, label in zip(names, columns, strict=True) if label is None]:
            what = f"the model's labels {_few(unknown)} are none of {dimension.id}"
            raise Unfit(file, what, f'map them in "labels"; {GUIDE}')
    known = [label for label in columns if label is not None]
    # A plan may have kinds of its own: those are checked when the model is put to work.
    if dimension.id != KINDS and (wrong := sorted({*known} - {*labels_of(dimension)})):
        what = f"{dimension.id} has no label {_few(wrong)}"
        raise Unfit(file, what, f"write {_or(labels_of(dimension))}, or null for none of them")
    if not known or (dimension.binary and YES not in known):
        raise Unfit(file, f"no label of the model stands for one of {dimension.id}", f"correct it; {GUIDE}")
    if not dimension.many and len({*known}) < 2:
        raise Unfit(file, f"one label alone does not tell {dimension.id}", f"map at least two; {GUIDE}")
    if len(columns) > MOST_CLASSES:
        raise Unfit(file, f"the model has more than {MOST_CLASSES} labels", "use one with fewer")
    return tuple(columns)


def _mapped(file: str, labels: Mapping[str, str | None], names: Sequence[str]) -> list[str | None]:
    """By name or by number, each of the model's labels must be spoken of."""
    keys = [name if name in labels else str(place) for place, name in enumerate(names)]
    if missing := [name for name, key in zip(names, keys, strict=True) if key not in labels]:
        raise Unfit(file, f'"labels" does not speak of {_few(missing)}', "add it, null for none of ours")
    if strange := sorted({*labels} - {*keys}):
        raise Unfit(file, f"the model has no label {_few(strange)}", f"it has {_few(names)}")
    return [labels[key] for key in keys]


def _usual_output(config: Config, columns: Sequence[str | None]) -> Output:
    several = config.problem_type == "multi_label_classification"
    return "sigmoid" if several or len(columns) == 1 else "softmax"


def _few(names: Sequence[str]) -> str:
    return ", ".join(names)[:200]


def _or(names: Mapping[str, object] | Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}"
