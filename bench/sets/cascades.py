"""2,310 repost cascades (100 to 999 reposts each): seconds since the post, followers, when it was posted."""

import gzip
import json

from bench.sets import data
from sturmwarte.core.foresee.forecast.size import Cascade


def cascades() -> list[Cascade]:
    """All of them, in the file's order."""
    with gzip.open(data() / "cascades" / "weibo.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Cascade(reposts_s=row["dt"], followers=row["followers"], posted=row["t0"]) for row in rows]
