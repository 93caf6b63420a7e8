"""Where the station listens and speaks: a folder each, which describes itself. docs/how-to-add-a-channel.md.

A channel's folder holds `channel.yaml` (what it is, its fields, abilities, limits and policy in both
languages), `connect` in its `__init__.py`, a pure `parse`, and `samples/` of our own making. Nothing else in
the project knows its name.
"""
