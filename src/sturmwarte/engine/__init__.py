"""How the station runs: the pipeline, jobs, the supervisor, and the one place where all parts meet."""
