"""What people may ask about their data, what answers them, and the documents a station must have."""
