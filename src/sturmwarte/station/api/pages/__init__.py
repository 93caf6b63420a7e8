"""Pages about the API: tokens, and the reference."""
