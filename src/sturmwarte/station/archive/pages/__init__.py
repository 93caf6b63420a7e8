"""Pages that show posts."""
