"""The pages of listening: what is heard and how well, how a source is connected, and finds of colleagues."""
