"""Empties the outbox, one thing after the other.

1. Claim what is due: for five minutes nobody else takes it. A crash from here on leaves it claimed; when
   the claim has run out it is taken again.
2. Send it. Each receiver gets the same key at every attempt (a Message-ID, a platform's idempotency key).
3. Note that it was sent, with all that follows from it, in one transaction. A crash between 2 and 3 sends
   again; what the receiver does with a key it knows is in docs/hearing.md.
"""

import json
import logging
import os
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from sturmwarte.core.reason import Reason
from sturmwarte.engine.sending import briefs, mails, replies
from sturmwarte.engine.sending.notyet import NotYet
from sturmwarte.engine.sending.through import Connections
from sturmwarte.station.ledger import outbox
from sturmwarte.station.ledger.models import Outgoing
from sturmwarte.wire.errors import Limited, Trouble, Unreachable, Unreadable

Send = Callable[[Outgoing, datetime], None]
"""Sends it and notes it as sent; raises `Trouble`, or `NotYet`."""

AGAIN = (Unreachable, Limited, Unreadable)
"""Troubles that may be over at the next attempt. An answer nobody could read may have been a yes: the key
keeps it from being shown twice."""
ALL = ("mail", "brief", "reply")
LEASE = timedelta(minutes=5)

log = logging.getLogger("sturmwarte.sending")


def deliver_due(now: datetime, connections: Connections, kinds: Collection[str] = ALL) -> bool:
    """Sends one thing that is due; true when there was one. Never raises for what could not be sent."""
    senders: dict[str, Send] = {
        "mail": mails.send,
        "brief": briefs.send,
        "reply": replies.Replies(connections).send,
    }
    claimed = outbox.claim(f"sending:{os.getpid()}", now, limit=1, lease=LEASE, kinds=kinds)
    for one in claimed:
        _send(one, senders[one.kind], now)
    return bool(claimed)


def _send(one: Outgoing, send: Send, now: datetime) -> None:
    try:
        send(one, now)
    except NotYet as wait:
        outbox.put_off(one, wait.until, as_error(wait.reason))
        if one.last_error != as_error(wait.reason) and one.kind == "reply":
            replies.not_sent(one, now, over=False)
    except Trouble as trouble:
        _failed(one, trouble, now)
    except Exception as error:  # a fault of ours must not hold up what else waits
        log.error("%s: %s", one.key, type(error).__name__)
        _failed(one, Trouble("trouble.fault"), now)


def _failed(one: Outgoing, trouble: Trouble, now: datetime) -> None:
    if isinstance(trouble, Limited) and trouble.until and trouble.until > now:
        outbox.put_off(one, trouble.until, as_error(trouble.reason))
        return
    state = outbox.failed(one, now, as_error(trouble.reason), retry=isinstance(trouble, AGAIN))
    log.warning("%s: %s (%s)", one.key, trouble.reason.key, state)
    if one.kind == "reply":
        replies.not_sent(one, now, over=state == Outgoing.State.FAILED)


def as_error(reason: Reason) -> str:
    """A reason as the outbox keeps it, so that each reader gets it in their own language."""
    return json.dumps({"key": reason.key, "args": reason.args}, ensure_ascii=False, default=str)
