"""Answers on channels, out of the outbox.

A platform that knows idempotency keys shows an answer once, however often it is sent. Where none does, a
second attempt first looks whether our own answer has been heard meanwhile. What remains (sent, crashed, and
not heard within the claim's five minutes) is sent twice: better than an answer that never came.
"""

from datetime import datetime, timedelta

from django.db import transaction

from sturmwarte.channels.contract import Answer, Sent
from sturmwarte.channels.contract import Replies as CanReply
from sturmwarte.channels.describe import Kind, kinds
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.engine.sending.notyet import NotYet
from sturmwarte.engine.sending.own import own_post
from sturmwarte.engine.sending.through import Connections
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.may import May
from sturmwarte.station.ledger import outbox
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.models import Outgoing
from sturmwarte.station.listen import keeping
from sturmwarte.station.listen.models import Source
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.respond.actions.answered import answered
from sturmwarte.station.respond.actions.finish import finish
from sturmwarte.station.respond.models import Case, Decision
from sturmwarte.wire.errors import Missing, Wrong

FROZEN_WAIT, RESTING_WAIT = timedelta(seconds=30), timedelta(minutes=1)


class Replies:
    """`connections` are those that listen already."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def send(self, one: Outgoing, now: datetime) -> None:
        """Raises `NotYet` for a frozen channel or a resting source, `Trouble` for what went wrong."""
        source = _source(one, now)
        answer = answer_of(one)
        if one.attempts > 1 and (already := _heard_already(answer)):
            _note(one, source, answer, Sent(already.id, already.url), now)
            return
        with self._connections.using(source.id) as connection:
            if not isinstance(connection, CanReply):
                raise Wrong("reply.not_able", source=source.name)
            sent = connection.reply(answer)
        _note(one, source, answer, sent, now)


def answer_of(one: Outgoing) -> Answer:
    """The answer as the channel needs it. Raises Missing when what it answers is gone."""
    words = one.payload
    found = Archive().get(words["network"], words["to"], may=May.everything(), run=one.run)
    if found is None or found.deleted_at is not None:
        raise Missing("reply.post_gone")
    return Answer(
        key=one.key,
        text=words["text"],
        lang=words.get("lang", ""),
        to=found.post,
        private=bool(words.get("private")),
        thread=tuple(words.get("thread", ())),
    )


def not_sent(one: Outgoing, now: datetime, *, over: bool) -> None:
    """Shows on the case that it failed; `over`: it will not be tried again, so the history says so too."""
    case = Case.objects.filter(pk=one.payload.get("case")).first()
    if case is None:
        return
    with transaction.atomic():
        if over:
            Decision.objects.create(case=case, at=now, action="not_sent", recommended=case.verdict)
        announce("case", str(case.pk), now, case.run)


def _source(one: Outgoing, now: datetime) -> Source:
    """The source to send through, if it may speak now."""
    channel = next((c for c in active_plan().section("channels") or () if c.id == one.target), None)
    if channel is not None and channel.frozen:
        raise NotYet(Reason("reply.frozen", {"channel": channel.name or channel.id}), now + FROZEN_WAIT)
    source = Source.objects.filter(pk=one.payload.get("source"), removed_at=None).first()
    if source is None:
        raise Wrong("reply.no_source", channel=one.target)
    if source.resting:
        raise NotYet(Reason("reply.resting", {"source": source.name}), now + RESTING_WAIT)
    return source


def _heard_already(answer: Answer) -> Post | None:
    """Our own answer, if the station has heard it since: an earlier attempt did arrive."""
    to = answer.to
    assert to is not None
    thread = Archive().thread(*to.identity, may=May.everything())
    return next(
        (
            found.post
            for found in thread
            if found.post.own
            and found.post.in_reply_to == to.id
            and _flat(answer.text) in _flat(found.post.text)
        ),
        None,
    )


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()


def _note(one: Outgoing, source: Source, answer: Answer, sent: Sent, now: datetime) -> None:
    """All that follows from having been sent, in one transaction."""
    kind = kinds().get(source.kind)
    with transaction.atomic():
        outbox.sent(one, now)
        if sent.id and kind is not None:
            _take_in(source, kind, own_post(source, kind, answer, sent, now), now)
        case = Case.objects.filter(pk=one.payload.get("case")).first()
        if case is not None:
            assert answer.to is not None
            answered(case, now, answer.to.identity[0], sent.id)
            if one.payload.get("close"):
                finish(case, one.payload.get("user"), datetime.fromisoformat(one.payload["at"]), now)


def _take_in(source: Source, kind: Kind, post: Post, now: datetime) -> None:
    try:
        with transaction.atomic():
            keeping.keep_found(source, [post], now, kind=kind)
    except keeping.Overtaken:  # changed this very moment: listening will bring it
        pass
