"""Pages and calls that belong to no stage."""
