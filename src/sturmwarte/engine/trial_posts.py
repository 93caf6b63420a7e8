"""A dry run on posts that were really heard: what a plan would recommend, beside what the active one does."""

from datetime import datetime
from typing import Any

from sturmwarte.core.post import LIVE, Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.triage.seen import NOTHING_KNOWN
from sturmwarte.core.triage.verdict import Verdict
from sturmwarte.engine.brain import Brain
from sturmwarte.station.archive import Archive, May, Search
from sturmwarte.station.archive.records import Found

POSTS = 300
PAGE = 100


def compared(new: Brain, old: Brain | None, archive: Archive, now: datetime) -> dict[str, Any]:
    """{"posts": how many were judged, "changed": [{"network", "id", "before", "after"}, ...]}.

    Both plans judge the posts now, with nothing known around them, so that a difference is the plans' and not
    that of what happened since. Ids only: whoever looks sees the posts they may.
    """
    found = [one for one in _last(archive) if one.post.content and not one.held]
    after = _judge(new, found, now)
    before = _judge(old, found, now) if old else [None] * len(found)
    changed = [
        {"network": one.post.identity[0], "id": one.post.identity[1], "before": was, "after": becomes}
        for one, was, becomes in zip(found, before, after, strict=True)
        if was != becomes
    ]
    return {"posts": len(found), "changed": changed}


def _last(archive: Archive) -> list[Found]:
    posts: list[Found] = []
    after = None
    while len(posts) < POSTS:
        page = archive.search(Search(run=LIVE, may=May.everything(), limit=PAGE, after=after))
        posts += [one for one in page.posts if not one.post.own]
        after = page.next
        if after is None:
            break
    return posts[:POSTS]


def _judge(brain: Brain, found: list[Found], now: datetime) -> list[dict[str, Any]]:
    documents = [Document(one.post) for one in found]
    readings = brain.read(documents)
    for document, reading in zip(documents, readings, strict=True):
        document.lang = reading.lang
    topics = brain.match(documents)
    asked = [
        (one.post, reading, frozenset(matched), NOTHING_KNOWN)
        for one, reading, matched in zip(found, readings, topics, strict=True)
    ]
    verdicts = brain.recommend(asked, now)
    return [
        _short(one.post, verdict, matched)
        for one, verdict, matched in zip(found, verdicts, topics, strict=True)
    ]


def _short(post: Post, verdict: Verdict, topics: list[str]) -> dict[str, Any]:
    received = post.received_at or post.created_at
    within = verdict.deadline - received if verdict.deadline and received else None
    return {
        "verdict": verdict.verdict,
        "owner": verdict.owner,
        "priority": verdict.priority,
        "minutes": round(within.total_seconds() / 60) if within is not None else None,
        "topics": topics,
        "rule": verdict.rule,
    }
