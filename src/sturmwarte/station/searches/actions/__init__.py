"""What people do with saved searches: an action a file."""
