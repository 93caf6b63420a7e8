"""Posts kept as evidence, asked for on a page: the process that writes the archive carries it out."""
