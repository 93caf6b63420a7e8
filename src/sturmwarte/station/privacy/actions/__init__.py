"""What is done about such requests: one action a file."""
