"""What Sturmwarte knows: pure functions and values, without clock, network or database."""
