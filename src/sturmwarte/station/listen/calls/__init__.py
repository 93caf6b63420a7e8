"""What others may call to hand in posts."""
