"""Sturmwarte: listens to what is said about a company and helps it answer well and in time."""

__version__ = "0.1.0"
