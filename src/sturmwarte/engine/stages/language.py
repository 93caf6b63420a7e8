"""Tells the language of posts whose network does not name it, and why it thinks so."""

from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch


def language(batch: Batch, context: Context) -> Batch:
    unknown = []
    for item in batch.good:
        if item.post and item.post.lang:
            item.lang = item.post.lang
        elif item.post:
            unknown.append(item)
    posts = [item.post for item in unknown if item.post]
    for item, (lang, why) in zip(unknown, context.languages(posts), strict=True):
        item.lang, item.lang_why = lang, why
        if item.document:
            item.document.lang = lang.casefold()
    return batch
