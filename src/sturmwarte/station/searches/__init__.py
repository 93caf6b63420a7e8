"""Saved searches: one's own and those shared with a team, with what came in since one last looked."""
