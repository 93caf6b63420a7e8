"""Finding, telling and erasing one person: each an action with its audit entry in the same transaction."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from sturmwarte.station.archive.erasure import Person
from sturmwarte.station.archive.exporting.record import nested
from sturmwarte.station.archive.face import Archive
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.records import Found
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.ledger.record import record
from sturmwarte.station.listen.evidence.disclosing import disclosed

ERASE = "archive.erase"
"""The job's kind: an erasure handed over to the process that writes the archive."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What went: posts, posts a hold still keeps, lines and notes beside them. `finished` is false while a
    reader keeps the files from being cleaned; the night does it then."""

    removed: int
    held: int
    beside: int
    finished: bool


def erase_person(
    network: str, account: str, now: datetime, *, by: str, reason: str = "", objection: bool = False
) -> Erased:
    """Erases an account everywhere, then cleans the files. Own transaction; call it in the writing
    process."""
    archive = Archive()
    people = archive.find_person(account, network)
    subject = people[0].pseudonym if people else "unknown"
    with transaction.atomic():
        done = archive.erase(network, account, now, reason=reason, objection=objection)
        counts = {"removed": done.removed, "held": done.held, "beside": done.beside, "objection": objection}
        # By pseudonym: the trail must not keep the name of whom it says was forgotten.
        record(by, "privacy.erase", subject, now, reason=reason, after=counts)
    return Erased(done.removed, done.held, done.beside, archive.finish_erasure())


def errand(job: Job, now: datetime) -> None:
    """Runs a handed-over erasure; its payload, which names the person, gives way to the result."""
    asked = dict(job.payload)
    done = erase_person(
        asked["network"],
        asked["account"],
        now,
        by=asked["by"],
        reason=asked.get("reason", ""),
        objection=bool(asked.get("objection")),
    )
    job.payload = asdict(done)
    job.save(update_fields=["payload"])


def disclosure(person: Person, now: datetime, *, by: str) -> dict[str, Any]:
    """All that is kept of a person, to hand to them (Article 15 GDPR). Audited. Own transaction."""
    archive = Archive()
    posts = archive.posts_of(person.network, person.account)
    with transaction.atomic():
        record(by, "privacy.disclose", person.pseudonym, now, after={"posts": len(posts)})
    return {
        "made_at": now.isoformat(),
        "network": person.network,
        "account": person.account,
        "handles": list(person.handles),
        "names": list(person.names),
        "pseudonym": person.pseudonym,
        "posts": [_told(archive, post) for post in posts],
        "named_in_posts_of_others": sum(archive.mentioned(handle) for handle in person.handles),
        "exported_files": [
            {"name": name, "by": who, "at": at.isoformat()}
            for name, who, at in archive.exports_with(person.network, person.account)
        ],
    }


def _told(archive: Archive, found: Found) -> dict[str, Any]:
    told = nested(found, names=True, judged=True)
    told["heard"] = msgspec.to_builtins(found.heard)
    told["held"] = found.held
    network, gid = found.post.identity
    if secured := disclosed(network, gid):
        told["secured_pictures"] = secured
    if found.edited:
        every = archive.versions(network, gid, may=May.everything(), run=found.post.run)
        told["versions"] = [nested(one, names=True, judged=True) for one in every]
    return told
