"""The only way out: every connection the station makes to an address somebody else has named.

`Guard` decides which addresses may be reached, `Client` speaks HTTP through it, `dial` opens plain sockets
for other protocols. All raise `Trouble` and nothing else.
"""
