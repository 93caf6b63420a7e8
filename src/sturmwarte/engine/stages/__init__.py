"""The stages a post passes, one a file: each takes a batch and a context and returns the batch."""
