"""Triage: what to do with a post, who does it, until when, and why."""
