"""What pages show of the plan."""
