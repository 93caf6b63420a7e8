"""Makes a test of a post of the archive: what is recommended for it today must stay so."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from sturmwarte.station.archive.records import Found
from sturmwarte.station.people.models import User
from sturmwarte.station.plan.actions.draft import begin
from sturmwarte.station.plan.actions.list_entries import add_entry
from sturmwarte.station.plan.errors import DraftError
from sturmwarte.station.plan.models import Draft

_LONGEST = 2000


def make_test(user: User, found: Found, now: datetime) -> tuple[Draft, tuple[Any, ...]]:
    """Appends the test to the draft, opening one where there is none. Nothing that names the author is taken,
    and no private message: everybody here may read the plan. Returns the draft and the test's path."""
    post = found.post
    if post.is_private:
        raise DraftError(_("Private messages do not become tests: everybody here may read the plan."))
    if not post.content.strip() or found.deleted_at is not None or found.held:
        raise DraftError(_("This post has no words to test with."))
    begin(user, now)
    record: dict[str, Any] = {
        "channel": post.channel,
        "text": post.text[:_LONGEST] or post.content[:_LONGEST],
    }
    record |= {"form": post.form} if post.form != "post" else {}
    record |= {"rating": post.rating} if post.rating is not None else {}
    words = " ".join(record["text"].split())
    value: dict[str, Any] = {"name": words[:60], "post": record, "expect": _expected(found)}
    return add_entry(user, ("tests",), value, now)


def _expected(found: Found) -> dict[str, Any]:
    verdict = found.verdict
    if verdict is None:
        return {}
    expect: dict[str, Any] = {"verdict": verdict.verdict, "priority": verdict.priority}
    return expect | ({"owner": verdict.owner} if verdict.owner else {})
