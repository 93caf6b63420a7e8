"""The briefing: what has happened since somebody last looked, and what needs them; on a page and by mail."""
