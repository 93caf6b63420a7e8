"""The query language as a library, no server needed.

from sturmwarte.query import Percolator
topics = Percolator({"strike": 'bahn* AND (streik OR "fällt aus")'})
topics.match(post)  # -> ["strike"]
"""

from sturmwarte.core.query.candidates import Candidates, candidates
from sturmwarte.core.query.document import Document, index_tokens
from sturmwarte.core.query.errors import QueryError
from sturmwarte.core.query.explain import Explanation, explain
from sturmwarte.core.query.lint import Warning, lint
from sturmwarte.core.query.oracle import matches
from sturmwarte.core.query.parse import parse
from sturmwarte.core.query.percolator import Percolator
from sturmwarte.core.query.text import to_text
from sturmwarte.core.query.tokens import TOKEN_CHARS
from sturmwarte.core.query.tree import Node

__all__ = [
    "TOKEN_CHARS",
    "Candidates",
    "Document",
    "Explanation",
    "Node",
    "Percolator",
    "QueryError",
    "Warning",
    "candidates",
    "explain",
    "index_tokens",
    "lint",
    "matches",
    "parse",
    "to_text",
]
