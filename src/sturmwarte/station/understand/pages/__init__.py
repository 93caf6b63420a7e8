"""Pages about what was understood: the reading of a post, the queue, what the station has learned."""
