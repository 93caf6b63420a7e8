"""Backup while the station runs, and restore that is proven before anything is touched."""
