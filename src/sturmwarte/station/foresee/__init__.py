"""What the station keeps of waves, and what people decide about them."""
