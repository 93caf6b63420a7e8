#!/usr/bin/env python3
"""How well topics written from collection keywords find the posts of four crises (CrisisLex T6).

    STURMWARTE_BENCH_DATA=DIR bench/crisislex.py [--write OUT]

Each event has about 5,000 on-topic and 5,000 off-topic posts. The keywords of Alberta and Boston
are those of the collection (CrisisLex T26), a blank meaning AND as it does in our queries; Sandy's
and Oklahoma's are ours. Recall is low by nature where half of an event's posts were collected by
place and not by word. `--write` leaves posts.jsonl and topics.jsonl for the commands.
"""

import argparse
import csv
import gzip
import json
import os
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from sturmwarte.core.post import Post
from sturmwarte.query import Percolator

COLLECTED = {"2013_Alberta_Floods": "2013_Alberta_floods", "2013_Boston_Bombings": "2013_Boston_bombings"}
OURS = {
    "2012_Sandy_Hurricane": (
        "#sandy OR #hurricanesandy OR hurricane OR superstorm OR frankenstorm OR sandy OR"
        " (storm (surge OR damage OR power OR flood*)) OR #sandyaid"
    ),
    "2013_Oklahoma_Tornado": (
        "tornado* OR #okwx OR #prayforoklahoma OR #moore OR (moore (oklahoma OR ok)) OR twister OR"
        " (oklahoma (pray* OR storm* OR victim* OR relief OR damage OR help))"
    ),
}
TWEET_EPOCH_MS = 1288834974657
"""The start of the ids' clock: an id's upper bits are milliseconds since then."""


def keywords_as_query(keywords: list[str]) -> str:
    return " OR ".join(f"({words})" if " " in words else words for words in dict.fromkeys(keywords))


def topics(data: Path) -> dict[str, str]:
    events = json.loads((data / "crisislex_t26/event_descriptions.json").read_text())
    collected = {event: keywords_as_query(events[name]["keywords"]) for event, name in COLLECTED.items()}
    return collected | OURS


def posts(data: Path) -> list[tuple[str, bool, Post]]:
    """(event, on topic, post) for each row; an id may stand under two events."""
    with gzip.open(data / "crisislex_t6/posts.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        return [(row["event"], row["label"] == "on-topic", as_post(row)) for row in csv.DictReader(stream)]


def as_post(row: dict[str, str]) -> Post:
    at = datetime.fromtimestamp(((int(row["tweet_id"]) >> 22) + TWEET_EPOCH_MS) / 1000, UTC)
    return Post(id=row["tweet_id"], channel="x", text=row["text"], created_at=at, received_at=at, lang="en")


def table(data: Path) -> list[dict[str, object]]:
    """One row an event: precision and recall of its topic on its own posts, and hits of the others."""
    rows, percolator = posts(data), Percolator(topics(data))
    counts: Counter[tuple[str, str]] = Counter()
    for (event, on_topic, _), hits in zip(
        rows, percolator.match_batch([row[2] for row in rows]), strict=True
    ):
        counts[event, "on"] += on_topic
        counts[event, "hit"] += event in hits
        counts[event, "right"] += on_topic and event in hits
        for other in set(hits) - {event}:
            counts[other, "elsewhere"] += 1
    return [
        {
            "event": event,
            "on_topic": counts[event, "on"],
            "hits": counts[event, "hit"],
            "precision": round(counts[event, "right"] / max(1, counts[event, "hit"]), 3),
            "recall": round(counts[event, "right"] / max(1, counts[event, "on"]), 3),
            "hits_in_other_events": counts[event, "elsewhere"],
        }
        for event in sorted(topics(data))
    ]


def write(data: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with (out / "posts.jsonl").open("w", encoding="utf-8") as stream:
        for _, _, post in posts(data):
            record = {"id": post.id, "channel": "x", "text": post.text, "lang": "en"}
            stream.write(
                json.dumps(record | {"created_at": post.created_at.isoformat()}, ensure_ascii=False) + "\n"
            )
    with (out / "topics.jsonl").open("w", encoding="utf-8") as stream:
        for event, query in topics(data).items():
            stream.write(json.dumps({"id": event, "query": query}) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", type=Path)
    arguments = parser.parse_args()
    if not os.environ.get("STURMWARTE_BENCH_DATA"):
        sys.exit("skipped: set STURMWARTE_BENCH_DATA to the folder that holds crisislex_t6 and crisislex_t26")
    data = Path(os.environ["STURMWARTE_BENCH_DATA"])
    if arguments.write:
        write(data, arguments.write)
    for row in table(data):
        print(
            "{event:24} on topic {on_topic:5}  hits {hits:5}  precision {precision:.3f}  recall {recall:.3f}"
            "  hits elsewhere {hits_in_other_events:4}".format(**row)
        )


if __name__ == "__main__":
    main()
