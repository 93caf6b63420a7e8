"""Keeping the station well: settings, backups, health, and what was refused."""
