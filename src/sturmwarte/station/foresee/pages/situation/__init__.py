"""What the situation at a glance is made of: one part a file."""
