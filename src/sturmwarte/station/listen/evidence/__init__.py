"""Pictures and stories, secured before they expire: what they showed, when, and that nobody changed it.

A row waits (`queueing`), the ears fetch its file (`securing`), read the text in it (`reading`) and hand the
post in again with that text (`telling`). Pages show a copy made anew, never the file itself (`showing`).
"""
