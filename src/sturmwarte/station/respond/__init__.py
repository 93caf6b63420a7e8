"""Cases: the work that posts ask of people."""
