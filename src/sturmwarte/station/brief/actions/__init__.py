"""What people do with their briefing: one file each."""
