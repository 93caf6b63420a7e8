"""Making and ending tokens."""
