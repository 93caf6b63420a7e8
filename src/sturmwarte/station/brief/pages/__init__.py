"""The pages of the briefing and what they do."""
