"""Editing the plan: forms, files, tests, difference and activation, all on one shared draft."""
