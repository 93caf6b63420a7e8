"""One file a resource: its shapes and its operations."""
