"""Malformed inputs by seed, and what every reader of foreign bytes keeps when it is given them."""
