"""What the plan was, who made it so, and what changed."""
