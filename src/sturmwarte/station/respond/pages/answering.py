"""What a case's page shows about answering: the form, or why there is none, and answers on their way."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.station.archive.pages.hostile import excerpt
from sturmwarte.station.archive.pages.view import author_of, opening
from sturmwarte.station.archive.records import Found
from sturmwarte.station.frame.texts import said
from sturmwarte.station.ledger.models import Outgoing
from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.respond.actions.answer import LONGEST, Draft, key
from sturmwarte.station.respond.models import Case
from sturmwarte.station.respond.speaking import Speaking, speaking


@dataclass(frozen=True)
class OnItsWay:
    """An answer that waits, was held back (`why`) or failed. `number` names it."""

    number: str
    text: str
    due: datetime
    failed: bool
    why: str
    seconds: int
    stoppable: bool


@dataclass(frozen=True)
class Choice:
    """A post that can be answered."""

    id: str
    words: str


@dataclass(frozen=True)
class Answering:
    by: Speaking
    choices: list[Choice]
    to: Post | None
    way: list[OnItsWay]
    longest: int
    private: bool
    url: str

    @property
    def possible(self) -> bool:
        return self.by.source is not None and not self.by.frozen and self.to is not None

    @property
    def waits(self) -> bool:
        """One is on its way: a second one beside it would mostly be a mistake."""
        return any(not one.failed for one in self.way)


def answering(case: Case, posts: Sequence[Found], plan: ActivePlan, wish: str = "") -> Answering:
    """`wish` is the id of the post to answer; else the newest that is not ours."""
    theirs = [one for one in posts if _answerable(one)]
    to = next((one for one in theirs if one.post.id == wish), theirs[-1] if theirs else None)
    heard_by = {one.source for one in to.heard} if to else set()
    by = speaking(case, to.post if to else None, heard_by, plan)
    return Answering(
        by=by,
        choices=[Choice(one.post.id, _label(one.post)) for one in reversed(theirs)],
        to=to.post if to else None,
        way=on_its_way(case),
        longest=by.longest or LONGEST,
        private=bool(to and to.post.is_private),
        url=to.post.url if to else "",
    )


def draft_of(given: Any, posts: Sequence[Found], to: Post | None) -> Draft:
    """What the form says."""
    found = next((one for one in posts if to is not None and one.post.id == to.id), None)
    return Draft(
        text=given.get("answer", ""),
        to=to,
        thread=_thread(posts, to),
        lang=found.lang if found else "",
        close=bool(given.get("close")),
        anyway=bool(given.get("anyway")),
    )


def on_its_way(case: Case) -> list[OnItsWay]:
    """Waiting and failed answers, the oldest first."""
    open_states = (Outgoing.State.WAITING, Outgoing.State.FAILED)
    rows = Outgoing.objects.filter(key__startswith=key(case, ""), state__in=open_states).order_by("id")
    now = timezone.now()
    return [_row(one, now) for one in rows]


def _row(one: Outgoing, now: datetime) -> OnItsWay:
    failed = one.state == Outgoing.State.FAILED
    return OnItsWay(
        number=one.key.rpartition(":")[2],
        text=str(one.payload.get("text", "")),
        due=one.due,
        failed=failed,
        why=why_not(one.last_error),
        seconds=max(0, round((one.due - now).total_seconds())),
        stoppable=failed or one.claimed_until is None or one.claimed_until <= now,
    )


def why_not(error: str) -> str:
    """The outbox keeps a reason as key and arguments; each reader gets it in their own language."""
    if not error:
        return ""
    try:
        kept = json.loads(error)
        return said(Reason(str(kept["key"]), dict(kept["args"])))
    except (ValueError, KeyError, TypeError):
        return error


def _answerable(found: Found) -> bool:
    return not found.post.own and found.deleted_at is None and not found.held


def _label(post: Post) -> str:
    return f"{author_of(post)}: {excerpt(opening(post), 70)}"


def _thread(posts: Sequence[Found], to: Post | None) -> tuple[str, ...]:
    """The ids from the beginning of the conversation to the post, as far as the case knows them."""
    known = {one.post.id: one.post for one in posts}
    way: list[str] = []
    while to is not None and to.id not in way:
        way.append(to.id)
        if to.in_reply_to and to.in_reply_to not in known:
            way += [name for name in (to.in_reply_to, to.root) if name and name not in way]
        to = known.get(to.in_reply_to)
    return tuple(reversed(way))
