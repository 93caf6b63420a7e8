"""How the station reaches people. A folder each; no Django, no database. Failures are told as `Trouble`."""
