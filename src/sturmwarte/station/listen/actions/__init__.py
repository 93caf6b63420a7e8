"""What people decide about sources: each in one transaction, recorded and announced."""
