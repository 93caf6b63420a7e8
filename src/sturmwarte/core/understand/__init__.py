"""Understand: what a post is about and what its author wants."""
