"""What arrives from outside: the inbox, sources and what they covered."""
