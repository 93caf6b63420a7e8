"""What the station does by the clock: one kind of job a file, run by the runner."""
