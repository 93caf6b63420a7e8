"""Queries: one language and one normaliser for topics as posts arrive and for searching the archive.

Read in this order: `folding` and `tokens` (what a word is), `tree` and `parse` (the language), `oracle`
(what it means, written for clarity), `percolator` (the same, fast), `candidates` (the same, for an index),
`lint` and `explain` (for people). `sturmwarte.query` is the library's face.
"""
