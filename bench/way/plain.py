"""The plain way of a post, to hold ours against: read the JSON, look its words up, insert it. Nothing else.

No wildcards, phrases or NOT, no language, no reading, no full-text index, no versions, no counters: what
anybody would write in an hour, in the same batches and as safe against a crash.
"""

import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from pathlib import Path


def seconds(folder: Path, lines: Sequence[bytes], topics: Iterable[tuple[str, str]], batch: int) -> float:
    """CPU seconds for all lines, after the tables were made and the topics read."""
    asked: dict[str, list[str]] = {}
    for id, query in topics:
        for word in query.replace("(", " ").replace(")", " ").replace('"', " ").lower().split():
            asked.setdefault(word, []).append(id)
    database = sqlite3.connect(folder / "plain.db", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE post (id TEXT PRIMARY KEY, channel TEXT, at TEXT, topics TEXT, line BLOB)")
    begun = time.process_time()
    for at in range(0, len(lines), batch):
        rows = []
        for line in lines[at : at + batch]:
            post = json.loads(line)
            found = {id for word in post["text"].lower().split() for id in asked.get(word, ())}
            rows.append((post["id"], post["channel"], post["created_at"], " ".join(sorted(found)), line))
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT OR IGNORE INTO post VALUES (?, ?, ?, ?, ?)", rows)
        database.execute("COMMIT")
    spent = time.process_time() - begun
    database.close()
    return spent
