"""A search as a file: JSON lines, CSV or Parquet, streamed, pseudonymous unless names are asked for."""
