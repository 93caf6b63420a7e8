"""Everything a case's page shows: the post, what is recommended and until when, and why."""

from datetime import datetime
from typing import Any

from sturmwarte.station.archive.pages.reasons import trail
from sturmwarte.station.archive.pages.view import shown
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.respond.due import is_overdue
from sturmwarte.station.respond.models import Case
from sturmwarte.station.respond.pages.answering import answering
from sturmwarte.station.respond.pages.authority import authority
from sturmwarte.station.respond.pages.earlier import earlier_answers, earlier_cases
from sturmwarte.station.respond.pages.history import history
from sturmwarte.station.respond.pages.posts import conversation
from sturmwarte.station.respond.pages.rows import answered, main_reason, owner
from sturmwarte.station.respond.presence import PRESENCE
from sturmwarte.station.understand.pages.block import block


def detail(case: Case, who: Permissions, plan: ActivePlan, now: datetime, to: str = "") -> dict[str, Any]:
    """`to` is the id of the post somebody is answering."""
    posts = conversation(case)
    first = next((one for one in posts if one.post.identity == (case.network, case.post)), None)
    steps = history(case, who)
    return {
        "case": case,
        "overdue": is_overdue(case, now),
        "answered": case.pk in answered([case]),
        "reason": main_reason(first, plan),
        "main": shown(first, marked=True) if first else None,
        "posts": [shown(one) for one in posts if one is not first],
        "reading": block(first, plan, who) if first else None,
        "trail": trail(first, plan) if first else None,
        "owner": owner(case, plan),
        "deputy": plan.name(case.deputy),
        "channel": plan.name(case.channel, "channels"),
        "topics": [plan.name(topic, "topics") for topic in case.topics],
        "authority": authority(case, plan),
        "earlier": earlier_cases(case, first, who),
        "answers": earlier_answers(case, who),
        "history": steps.rows,
        "undoable": steps.undoable,
        "works": who.works(case),
        "notes": who.notes(case),
        "is_mine": case.taken_by_id is not None and case.taken_by_id == who.user,
        "answering": answering(case, posts, plan, to),
        "others": PRESENCE.on(case.pk, who.user or 0),
    }
