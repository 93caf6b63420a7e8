"""Tells a person all that is kept of them (Article 15 GDPR). No copy of it stays on the station's disk."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.erasure import Person
from sturmwarte.station.archive.privacy.person import disclosure
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.privacy.errors import Refused
from sturmwarte.station.privacy.models import Request
from sturmwarte.station.privacy.roles import PERSONS, demand


@transaction.atomic
def disclose(who: Permissions, id: int, now: datetime) -> dict[str, Any]:
    """What to hand to the person; marks the request as done. May be asked for again for a month."""
    by = demand(who, PERSONS)
    row = Request.objects.select_for_update().filter(pk=id, kind=Request.Kind.DISCLOSE).first()
    if row is None or row.state not in {Request.State.OPEN, Request.State.DONE} or not row.account:
        raise Refused(_("This request is not open any more."))
    found = [one for one in Archive().find_person(row.account, row.network) if one.account == row.account]
    person = found[0] if found else Person(row.network, row.account, (), (), 0, row.pseudonym)
    told = disclosure(person, now, by=by)
    row.state, row.done_at, row.done_by = Request.State.DONE, row.done_at or now, row.done_by or by
    row.result = {"posts": len(told["posts"]), "exported_files": len(told["exported_files"])}
    row.save()
    announce("privacy", str(id), now)
    return told
