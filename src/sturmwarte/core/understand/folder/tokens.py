"""A post's text as a model takes it: cut to what it can read, as numbers, padded to one length."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sturmwarte.core.understand.folder.errors import MissingLibrary, reading

if TYPE_CHECKING:
    from tokenizers import Tokenizer

TOKENIZER = "tokenizer.json"
LETTERS_PER_TOKEN = 24
"""Letters beyond the model's length times this are not even looked at: a post may have a million."""

Numbers = npt.NDArray[np.int64]


class Padded(NamedTuple):
    """(posts, longest) each."""

    ids: Numbers
    mask: Numbers
    types: Numbers


def tokenizer_of(folder: str, files: dict[str, bytes]) -> "Tokenizer":
    try:
        from tokenizers import Tokenizer  # noqa: PLC0415 - optional
    except ImportError:
        raise MissingLibrary(folder, "tokenizers") from None
    with reading(f"{folder}/{TOKENIZER}", "put the model's own file there again"):
        return Tokenizer.from_buffer(files[TOKENIZER])


def readable(text: str, length: int) -> str:
    """The beginning, without halves of signs that no tokenizer takes."""
    return text[: length * LETTERS_PER_TOKEN].encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True)
class Tokens:
    """Numbers of a batch. The tokenizer is never changed after `of`, so that threads may share it."""

    tokenizer: Any
    pad: int
    length: int

    @classmethod
    def of(cls, tokenizer: "Tokenizer", length: int, pad: int | None) -> "Tokens":
        """`pad`: the number that fills up, where the model's config tells it."""
        if pad is None:
            named = (tokenizer.token_to_id(name) for name in ("[PAD]", "<pad>"))
            told = tokenizer.padding
            pad = told["pad_id"] if told else next((one for one in named if one is not None), 0)
        tokenizer.no_padding()
        tokenizer.enable_truncation(length)
        return cls(tokenizer, pad, length)

    def cut(self, texts: Sequence[str]) -> list[Any]:
        """One by one: a batch would take every core of a machine that has posts to listen for."""
        return [self.tokenizer.encode(readable(text, self.length)) for text in texts]

    def padded(self, cut: Sequence[Any]) -> Padded:
        longest = max(len(one.ids) for one in cut)
        ids = np.full((len(cut), longest), self.pad, dtype=np.int64)
        mask, types = np.zeros_like(ids), np.zeros_like(ids)
        for row, one in enumerate(cut):
            count = len(one.ids)
            ids[row, :count], mask[row, :count], types[row, :count] = one.ids, 1, one.type_ids
        return Padded(ids, mask, types)
