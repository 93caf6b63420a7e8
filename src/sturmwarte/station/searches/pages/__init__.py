"""Pages and calls of saved searches."""
