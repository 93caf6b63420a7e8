"""Straightforward implementations that benchmarks compare with."""
