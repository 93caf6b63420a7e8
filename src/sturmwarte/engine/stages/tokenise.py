"""Cuts each post's words once; language, topics and the index all use the same."""

from sturmwarte.core.query.document import Document, index_tokens
from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch


def tokenise(batch: Batch, context: Context) -> Batch:  # noqa: ARG001
    for item in batch.good:
        if item.post:
            item.document = Document(item.post)
            item.tokens = index_tokens(item.document)
    return batch
