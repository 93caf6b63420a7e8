"""Says what is right about a post, in one dimension or several."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from sturmwarte.core.query.document import index_tokens
from sturmwarte.station.archive import Found
from sturmwarte.station.archive.likeness import likeness
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.jobs import Due, schedule
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.understand.actions.ask import count_in
from sturmwarte.station.understand.errors import LabelError
from sturmwarte.station.understand.labels import canonical, dimensions, hash_of, labels_of
from sturmwarte.station.understand.models import Label
from sturmwarte.station.understand.roles import LABEL, demand

APPLY = "correct"
"""The job that puts labels into the archive, which only the engine writes."""


def correct(who: Permissions, post: Found, dimension: str, value: Sequence[str], now: datetime) -> Label:
    """One dimension of a post that the person has before them."""
    return label(who, post, {dimension: value}, now)[0]


@transaction.atomic
def label(
    who: Permissions,
    post: Found,
    values: Mapping[str, Sequence[str]],
    now: datetime,
    *,
    source: Label.Source = Label.Source.CORRECTION,
    drawn: str = "",
) -> list[Label]:
    """Labels in the order of `values`. Saying the same again changes nothing and gives the old label.

    The engine then applies them (job `correct`); until then `readable` tells them as pending.
    """
    by = demand(who, LABEL)
    if post.deleted_at or post.held:
        raise LabelError("this post has been deleted: there is nothing to label any more")
    known = dimensions()
    if not values or (strange := [name for name in values if name not in known]):
        raise LabelError(f"choose of: {', '.join(known)}" + (f"; not {strange[0]}" if values else ""))
    wanted = {name: canonical(known[name], value) for name, value in values.items()}
    mine = {old.dimension: old for old in labels_of(post.post) if old.by == by}
    network, gid = post.post.identity
    made = {
        name: Label.objects.create(
            run=post.post.run, network=network, post=gid, content=hash_of(post.post), dimension=name,
            value=list(value), by=by, at=now, source=source, drawn=drawn, group=group_of(post),
        )
        for name, value in wanted.items()
        if name not in mine or tuple(mine[name].value) != value
    }  # fmt: skip
    if made:
        _tell(by, list(made.values()), mine, now)
    return [made.get(name) or mine[name] for name in wanted]


def group_of(post: Found) -> str:
    """Shared with copies of the same words: labels on them never part between learning and testing."""
    number = likeness(post.post, index_tokens(post.post))
    # Short or shared posts have no number and stand for themselves.
    return f"like:{number}" if number is not None else f"post:{hash_of(post.post)}"


def _tell(by: str, made: Sequence[Label], mine: Mapping[str, Label], now: datetime) -> None:
    first = made[0]
    before = {one.dimension: mine[one.dimension].value for one in made if one.dimension in mine}
    after = {one.dimension: one.value for one in made}
    # By number: the trail must not name a post that may have to be forgotten.
    record(by, "understand.label", f"label:{first.pk}", now, before=before, after=after)
    apply(first, f"{APPLY}:{first.pk}", now)
    count_in(now)


def apply(first: Label, key: str, now: datetime) -> None:
    """Has the engine judge the post anew, and tells the pages."""
    schedule(Due(APPLY, key, now, payload={"label": first.pk}))
    announce("reading", f"{first.network}:{first.post}"[:700], now, first.run)
