"""Tone: what the words alone say of a post's mood, heat and manners, and whether it wants an answer."""
