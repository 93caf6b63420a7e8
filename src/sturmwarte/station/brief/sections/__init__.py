"""What a briefing tells of: one section a file, in the order of `brief.SECTIONS`."""
