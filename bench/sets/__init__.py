"""Public collections as the benchmarks read them: in place, from STURMWARTE_BENCH_DATA, never copied."""

import csv
import gzip
import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent


def data() -> Path:
    """The folder of collections; without it a benchmark says so and ends well."""
    folder = os.environ.get("STURMWARTE_BENCH_DATA")
    if not folder or not Path(folder).is_dir():
        print("skipped: STURMWARTE_BENCH_DATA names no folder of collections")
        sys.exit(0)
    return Path(folder)


def tsv(name: str) -> Iterator[dict[str, str]]:
    """The rows of text/NAME.tsv.gz: no quoting, a backslash before what would end a field."""
    with gzip.open(data() / "text" / f"{name}.tsv.gz", "rt", encoding="utf-8") as lines:
        head = next(lines).rstrip("\n").split("\t")
        for line in lines:
            row = dict(zip(head, line.rstrip("\n").split("\t"), strict=False))
            row["text"] = row["text"].replace("\\n", "\n").replace('\\"', '"')
            yield row


def customers() -> Iterator[dict[str, str]]:
    """The customers' tweets of twcs5k."""
    with (data() / "twcs5k" / "twcs5k.csv").open(encoding="utf-8", newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["inbound"] == "True")


def short(identity: str) -> str:
    """The id under which bench/labels knows a post."""
    return hashlib.sha256(identity.encode()).hexdigest()[:12]


def read_by_people(measure_only: bool) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """(set, language, text, labels) of bench/labels/requests.tsv: the half for measuring, or the other."""
    texts = {("germeval2017", short(row["id"])): (row["text"][:700], "de") for row in tsv("germeval2017")}
    texts |= {("twcs5k", short(row["tweet_id"])): (row["text"], "en") for row in customers()}
    with (HERE.parent / "labels" / "requests.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            place = row["set"], row["id"]
            if place in texts and (row["id"][0] > "7") == measure_only:
                text, lang = texts[place]
                yield row["set"], lang, text, row
