"""The long work of keeping the station well, in a process beside the engine: examining, backing up."""
