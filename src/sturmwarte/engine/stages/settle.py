"""Takes what was read out of the inbox, counts it on its delivery, and keeps what was rejected."""

from collections import Counter

from django.db.models import F

from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch, Item
from sturmwarte.station.listen import inbox
from sturmwarte.station.listen.models import Delivery, Rejected


def settle(batch: Batch, context: Context) -> Batch:  # noqa: ARG001
    taken = [item for item in batch.items if item.inbox is not None]
    inbox.reject(_rejected(item, batch) for item in taken if item.failed)
    inbox.clear(item.inbox for item in taken if item.inbox is not None)
    for delivery in {item.delivery for item in taken if item.delivery}:
        counts = Counter(outcome_of(item) for item in taken if item.delivery == delivery)
        rises = {name: F(name) + count for name, count in counts.items()}
        Delivery.objects.filter(pk=delivery).update(waiting=F("waiting") - counts.total(), **rises)
    return batch


def outcome_of(item: Item) -> str:
    return "rejected" if item.failed else item.outcome


def _rejected(item: Item, batch: Batch) -> Rejected:
    post, failed = item.post, item.failed
    assert failed is not None
    network, name = post.identity if post else ("", "")
    return Rejected(
        run=batch.run,
        channel=(post.channel if post else item.channel)[:200],
        network=network[:100],
        post=name[:500],
        author=(post.author.id if post and post.author else "")[:500],
        stage=failed.stage,
        error=failed.why[:2000],
        line=item.line,
        at=batch.now,
        delivery_id=item.delivery,
        number=item.number,
    )
