"""What the benchmark of the archive's size works with: entries, and growth by copies."""
