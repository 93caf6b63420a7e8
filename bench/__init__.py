"""Benchmarks: `make bench` runs all of them, `python bench/NAME.py` one."""
