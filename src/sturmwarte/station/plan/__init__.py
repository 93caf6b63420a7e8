"""The active plan: its folder, its snapshots and how one becomes active."""
