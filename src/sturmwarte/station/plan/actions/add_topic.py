"""A saved search becomes a topic: of the draft, so that people look at it before it counts."""

from datetime import datetime

from sturmwarte.core.plan.amend import insert
from sturmwarte.core.plan.load import merge
from sturmwarte.core.reason import Reason
from sturmwarte.core.sections import SECTIONS
from sturmwarte.station.people.models import User
from sturmwarte.station.plan.actions.draft import begin, step
from sturmwarte.station.plan.actions.try_draft import run_tests
from sturmwarte.station.plan.models import Draft
from sturmwarte.station.plan.naming import fresh_id


def add_topic(user: User, name: str, query: str, now: datetime) -> Draft:
    """Puts the topic at the end of the draft's, opening a draft where there is none. It still lacks purpose,
    legal basis and owner, and the draft says so. Raises `DraftError`."""
    draft = begin(user, now)
    topics = merge(draft.files, SECTIONS).data.get("topics") or []
    id = fresh_id(name, [str(one.get("id")) for one in topics if isinstance(one, dict)])
    files = insert(draft.files, ("topics", len(topics)), {"id": id, "name": name, "query": query})
    draft = step(user, draft, files, Reason("plan.step.added", {"section": "topics", "entry": name}), now)
    run_tests(user, now)
    return draft
