"""Cuts each post's words once; language, topics and the index all use the same."""

from sturmwarte.core.query.bulk import cut
from sturmwarte.core.query.document import Document, index_tokens
from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch


def tokenise(batch: Batch, context: Context) -> Batch:  # noqa: ARG001
    made = [(item, Document(item.post)) for item in batch.good if item.post]
    cut([document for _, document in made])
    for item, document in made:
        item.document = document
        item.tokens = index_tokens(document)
    return batch
