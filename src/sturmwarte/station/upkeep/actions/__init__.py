"""What people do to keep the station well: one action a file."""
