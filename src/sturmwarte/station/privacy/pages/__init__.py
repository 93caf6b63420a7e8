"""The room Privacy."""
