"""The REST API: what the pages do, for programs. Same actions, same sight."""
