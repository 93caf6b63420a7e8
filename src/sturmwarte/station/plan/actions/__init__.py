"""What is done with plans: one action a file."""
