"""Puts people's labels into the archive, as its one writer: reading, counts, recommendation, case.

Always from the station's own reading and all labels that count, so doing it twice does no harm and a label
taken back restores what was believed before.
"""

from datetime import datetime

from sturmwarte.core.post import IMPORT
from sturmwarte.core.query.document import Document, index_tokens
from sturmwarte.core.triage.verdict import Verdict
from sturmwarte.core.understand.reading import Reading
from sturmwarte.core.understand.teaching import corrected
from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch, Item
from sturmwarte.engine.reading import clock_of
from sturmwarte.engine.stages.around import around
from sturmwarte.station.archive import Entry, Found, May
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.people.away import named_deputies
from sturmwarte.station.respond.actions.rejudge import rejudge
from sturmwarte.station.understand.labels import dimensions, labels_of, said
from sturmwarte.station.understand.models import Label


class Teaching:
    """The handler of the job `correct`. Everything happens in the job's own transaction."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def correct(self, job: Job, now: datetime) -> None:
        """Nothing to do when the label's post is gone, or reads as people say already."""
        label = Label.objects.filter(pk=job.payload["label"]).first()
        found = self._post(label) if label else None
        if label is None or found is None or found.held or found.deleted_at:
            return
        labels = labels_of(found.post)
        reading = corrected(self._own(found), said(labels), dimensions())
        if reading == found.reading:
            return
        verdict = self._verdict(found, reading)
        network, gid = found.post.identity
        self._context.archive.correct(
            network,
            gid,
            now,
            by=labels[-1].by if labels else "",
            reading=reading,
            verdict=verdict,
            run=label.run,
        )
        if verdict is not None:
            entry = Entry(found.post, (), found.lang, found.topics, reading, verdict)
            rejudge(entry, label.run, clock_of(label.run).now())
        announce("reading", f"{network}:{gid}"[:700], now, label.run)

    def _post(self, label: Label) -> Found | None:
        return self._context.archive.get(label.network, label.post, may=May.everything(), run=label.run)

    def _own(self, found: Found) -> Reading:
        network, gid = found.post.identity
        own = self._context.archive.own_reading(network, gid, found.post.run)
        if own is None and self._context.brain:  # labelled before anybody had read it
            (own,) = self._context.brain.read([Document(found.post, found.lang)])
        return own or Reading(lang=found.lang)

    def _verdict(self, found: Found, reading: Reading) -> Verdict | None:
        """What triage makes of the corrected post; None when that changes nothing, or for history."""
        brain, post = self._context.brain, found.post
        if brain is None or post.run == IMPORT or post.own or found.verdict is None:
            return None
        clock = clock_of(post.run)
        document = Document(post, found.lang)
        item = Item(b"", post.channel, post.received_at or clock.now(), post=post, document=document)
        item.tokens, item.reading = index_tokens(document), reading
        around(Batch([item], post.run, clock), self._context)
        asked = [(post, reading, frozenset(found.topics), item.around)]
        now = clock.now()
        (verdict,) = brain.recommend(asked, now, named_deputies(now))
        return None if verdict == found.verdict else verdict
