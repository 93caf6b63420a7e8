#!/usr/bin/env python3
"""How well and how fast campaigns are found, and how good topics of talk are.

    STURMWARTE_BENCH_DATA=DIR bench/understand_campaign.py [--json FILE] [--only campaigns|talk]

Campaigns: 300 originals of six words or more, drawn from real German and English posts, each sent 5 to 25
times by different accounts among 20,000 other real posts over 48 hours. In each copy each word is, with a
chance of 15 %, one of (evenly): replaced by a word of another post, dropped, swapped with the next, or
followed by a word of another post. Recall is the share of an original's posts that are in the campaign
most of them are in. A false pair is two posts in one campaign of which one is planted and the other is none
of the same original; posts alike by nature with a planted one are taken out before, by likeness 0.3 of words.
References: the same words exactly, and MinHash in bands taken at its word (128 values, 32 bands, unverified).

Talk: posts of known labels, shuffled, half of them first and the rest in five updates. Told are purity and
NMI over all posts (those of no cluster count as one more cluster) and over those in clusters, and stability,
the share of posts that were in a cluster and are in the same one after an update (mean and worst of five).
Both methods are given the number of labels; "free" is ours finding its own. Reference: k-means in small
batches on TF-IDF of the same stems. Labels: 15 intents each of clinc150 and banking77, the crises of
CrisisLex T6 (posts on the topic), and the main aspect of germeval2017 where it has one besides the general.
"""

import argparse
import csv
import gzip
import json
import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rensa import RMinHash, RMinHashLSH
from sklearn.cluster import MiniBatchKMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import normalized_mutual_info_score

from sturmwarte.core.understand.campaign import Campaigns, Heard
from sturmwarte.core.understand.campaign.words import words
from sturmwarte.core.understand.talk import Said, Talk
from sturmwarte.core.understand.talk.stopwords import shipped
from sturmwarte.core.understand.talk.terms import stems, terms

SEED = 42
START = datetime(2026, 5, 4, tzinfo=UTC)
ORIGINALS, OTHERS = 300, 20_000
SETS = ("germeval2017", "germeval2018", "sb10k", "semeval2017")
Row = dict[str, object]


def rows(data: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(data / f"text/{name}.tsv.gz", "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE, escapechar="\\"))


def edited(text: str, rate: float, chance: random.Random, vocabulary: Sequence[str]) -> str:
    old, new, place = text.split(), [], 0
    while place < len(old):
        word, following = old[place], old[place + 1 : place + 2]
        edit = chance.choice(("replace", "drop", "swap", "insert")) if chance.random() < rate else ""
        if edit == "replace":
            new.append(chance.choice(vocabulary))
        elif edit == "swap":
            new += [*following, word]
            place += len(following)
        elif edit != "drop":
            new += [word, chance.choice(vocabulary)] if edit == "insert" else [word]
        place += 1
    return " ".join(new)


def alike(pool: Sequence[str], originals: Sequence[str]) -> set[str]:
    """Texts of the pool with a likeness of 0.3 or more to one of the originals, themselves left out."""
    sets = [frozenset(words(text)) for text in originals]
    holding = defaultdict(list)
    for number, those in enumerate(sets):
        for word in those:
            holding[word].append(number)
    found = set()
    for text in pool:
        own = frozenset(words(text))
        shared = Counter(number for word in own for number in holding[word])
        if any(n >= 0.3 * (len(own) + len(sets[k]) - n) and originals[k] != text for k, n in shared.items()):
            found.add(text)
    return found


def stage(data: Path, rate: float) -> tuple[list[Heard], dict[tuple[str, str], int]]:
    """Posts in the order of their time, and which original the planted ones are of."""
    chance = random.Random(SEED)  # noqa: S311
    pool = list(dict.fromkeys(row["text"] for name in SETS for row in rows(data, name)))
    chance.shuffle(pool)
    vocabulary = [word for text in pool[:5_000] for word in text.split()]
    able = [text for text in pool[: 4 * ORIGINALS] if len(set(words(text))) >= 6]
    twins = alike(able, able)
    originals = [text for text in able if text not in twins][:ORIGINALS]
    taken = alike(pool, originals) | set(originals)
    drawn: list[tuple[str, int | None]] = [(text, None) for text in pool if text not in taken][:OTHERS]
    for number, text in enumerate(originals):
        copies = chance.randint(5, 25)
        drawn += [(text, number)]
        drawn += [(edited(text, rate, chance, vocabulary), number) for _ in range(copies)]
    times = sorted(chance.uniform(0, 48) for _ in drawn)
    chance.shuffle(drawn)
    posts, planted = [], {}
    for place, ((text, original), hours) in enumerate(zip(drawn, times, strict=True)):
        identity = ("bench", str(place))
        posts.append(Heard(identity, text, f"a{place}", START + timedelta(hours=hours)))
        if original is not None:
            planted[identity] = original
    return posts, planted


def ours(posts: Sequence[Heard]) -> dict[tuple[str, str], Hashable]:
    campaigns = Campaigns()
    for first in range(0, len(posts), 500):
        campaigns.add_batch(posts[first : first + 500])
    found = {post.identity: campaigns.of(post.identity) for post in posts}
    return {identity: id for identity, id in found.items() if id is not None}


def same_words(posts: Sequence[Heard]) -> dict[tuple[str, str], Hashable]:
    return {post.identity: frozenset(words(post.text)) for post in posts}


def unverified(posts: Sequence[Heard]) -> dict[tuple[str, str], Hashable]:
    index, parent = RMinHashLSH(0.5, 128, 32), list(range(len(posts)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for number, sketch in enumerate(
        RMinHash.from_token_sets([words(post.text) for post in posts], 128, SEED)
    ):
        for other in index.query(sketch):
            parent[root(other)] = root(number)
        index.insert(number, sketch)
    return {post.identity: root(number) for number, post in enumerate(posts)}


def judged(found: dict[tuple[str, str], Hashable], planted: dict[tuple[str, str], int]) -> Row:
    held: dict[int, Counter[Hashable]] = defaultdict(Counter)
    for identity, original in planted.items():
        if identity in found:
            held[original][found[identity]] += 1
    sizes = Counter(planted.values())
    right = sum(max(held[original].values(), default=0) for original in sizes)
    inside: dict[Hashable, Counter[int | None]] = defaultdict(Counter)
    for identity, group in found.items():
        inside[group][planted.get(identity)] += 1
    wrong = sum(_false_pairs(counts) for counts in inside.values())
    return {"recall": right / len(planted), "false_pairs": wrong}


def _false_pairs(counts: Counter[int | None]) -> int:
    planted = sum(count for original, count in counts.items() if original is not None)
    same = sum(count * (count - 1) // 2 for original, count in counts.items() if original is not None)
    return planted * (planted - 1) // 2 - same + planted * counts[None]


def campaigns_table(data: Path) -> list[Row]:
    table: list[Row] = []
    for rate in (0.0, 0.05, 0.15, 0.25):
        posts, planted = stage(data, rate)
        for method in (ours, unverified, same_words):
            began = time.process_time()
            found = method(posts)
            speed = len(posts) / (time.process_time() - began)
            table.append(
                {"edits": rate, "method": method.__name__, **judged(found, planted), "posts_per_s": speed}
            )
    return table


def tell_campaigns(table: Iterable[Row]) -> None:
    print(f"campaigns: {ORIGINALS} originals, 5-25 copies each, among {OTHERS} other posts")
    for row in table:
        print(
            "  edits {edits:4.0%}  {method:11}  recall {recall:7.2%}  false pairs {false_pairs:6}"
            "  {posts_per_s:9,.0f} posts/s".format(**row)
        )


def _intents(data: Path, name: str) -> list[tuple[str, str]]:
    chance = random.Random(SEED)  # noqa: S311
    held = rows(data, name)
    chosen = set(chance.sample(sorted({row["label"] for row in held} - {"oos"}), 15))
    return [(row["text"], row["label"]) for row in held if row["label"] in chosen]


def _crises(data: Path) -> list[tuple[str, str]]:
    with gzip.open(data / "crisislex_t6/posts.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        held = [(row["text"], row["event"]) for row in csv.DictReader(stream) if row["label"] == "on-topic"]
    return random.Random(SEED).sample(held, 4_000)  # noqa: S311


def _aspects(data: Path) -> list[tuple[str, str]]:
    held = []
    for row in rows(data, "germeval2017"):
        mains = {aspect[0].partition("#")[0] for aspect in json.loads(row["aspects"])} - {"Allgemein"}
        if len(mains) == 1:
            held.append((row["text"], mains.pop()))
    return held


TALK: dict[str, Callable[[Path], list[tuple[str, str]]]] = {
    "clinc150": lambda data: _intents(data, "clinc150"),
    "banking77": lambda data: _intents(data, "banking77"),
    "crises": _crises,
    "aspects": _aspects,
}
BRANDS = ("Bahn", "DB", "Deutsche Bahn")


def talked(texts: Sequence[str], clusters: int) -> tuple[list[str], list[float]]:
    """The cluster of each post, and the stability at each update."""
    talk = Talk(nothing=shipped(), brands=BRANDS, clusters=clusters)
    said = [Said(str(n), text, "", START + timedelta(seconds=n)) for n, text in enumerate(texts)]
    cuts = [len(said) * part // 10 for part in range(5, 11)]
    of: dict[str, str] = {}
    kept = []
    for begin, end in zip([0, *cuts], cuts, strict=False):
        talk.add_batch(said[begin:end])
        now = {id: cluster.id for cluster in talk.clusters(said[end - 1].at) for id in cluster.posts}
        kept += [sum(now.get(id) == cluster for id, cluster in of.items()) / len(of)] if of else []
        of = now
    return [of.get(post.id, "") for post in said], kept


def in_batches(texts: Sequence[str], clusters: int) -> list[str]:
    cut = [[term.stem for term in terms(text, shipped() | stems(" ".join(BRANDS)))] for text in texts]
    table = TfidfVectorizer(analyzer=list, min_df=2).fit_transform(cut)
    found = MiniBatchKMeans(clusters, random_state=SEED, n_init=3).fit_predict(table)
    return [str(label) for label in found]


def purity(labels: Sequence[str], groups: Sequence[str]) -> float:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for label, group in zip(labels, groups, strict=True):
        counts[group][label] += 1
    return sum(max(count.values()) for count in counts.values()) / len(labels)


def talk_table(data: Path) -> list[Row]:
    table: list[Row] = []
    for name, read in TALK.items():
        held = read(data)
        random.Random(SEED).shuffle(held)  # noqa: S311
        texts, labels = [text for text, _ in held], [label for _, label in held]
        wanted = len(set(labels))
        for method, most in (("ours", wanted), ("ours free", 30), ("k-means", wanted)):
            stable: list[float] = []
            began = time.process_time()
            if method == "k-means":
                groups = in_batches(texts, most)
            else:
                groups, stable = talked(texts, most)
            row = {"set": name, "posts": len(texts), "labels": wanted, "method": method}
            row |= {"clusters": len(set(groups) - {""}), "seconds": time.process_time() - began}
            table.append(row | _agreement(labels, groups) | {"stable": stable})
    return table


def _agreement(labels: Sequence[str], groups: Sequence[str]) -> Row:
    inside = [(label, group) for label, group in zip(labels, groups, strict=True) if group]
    ours, theirs = [label for label, _ in inside], [group for _, group in inside]
    return {
        "purity": purity(labels, groups),
        "nmi": normalized_mutual_info_score(labels, groups),
        "inside": len(inside) / len(labels),
        "purity_inside": purity(ours, theirs),
        "nmi_inside": normalized_mutual_info_score(ours, theirs),
    }


def tell_talk(table: Iterable[Row]) -> None:
    print("topics of talk")
    for row in table:
        stable: list[float] = row["stable"]  # type: ignore[assignment]
        kept = f"  stable {sum(stable) / len(stable):.1%} (worst {min(stable):.1%})" if stable else ""
        told = (
            "  {set:9} {posts:5} posts {labels:2} labels  {method:9} {clusters:2} clusters"
            "  purity {purity:.3f}  NMI {nmi:.3f}  of {inside:4.0%} in clusters: {purity_inside:.3f}"
            " {nmi_inside:.3f}  {seconds:.1f} s"
        )
        print(told.format(**row) + kept)


PARTS: dict[str, tuple[Callable[[Path], list[Row]], Callable[[Iterable[Row]], None]]] = {
    "campaigns": (campaigns_table, tell_campaigns),
    "talk": (talk_table, tell_talk),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", choices=PARTS)
    arguments = parser.parse_args()
    if not os.environ.get("STURMWARTE_BENCH_DATA"):
        print("skipped: set STURMWARTE_BENCH_DATA to the folder that holds text/ and crisislex_t6/")
        return
    data, said = Path(os.environ["STURMWARTE_BENCH_DATA"]), {}
    for part, (measure, tell) in PARTS.items():
        if arguments.only in (None, part):
            said[part] = measure(data)
            tell(said[part])
    if arguments.json:
        arguments.json.write_text(json.dumps(said, indent=1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
