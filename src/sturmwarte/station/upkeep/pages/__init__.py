"""Settings, backup, health and refused posts as pages."""
