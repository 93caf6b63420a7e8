"""Changes a source's settings: the ears begin anew with them, from where they were."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.listen.actions.changed import held, tell
from sturmwarte.station.listen.actions.given import Given
from sturmwarte.station.listen.errors import Overtaken
from sturmwarte.station.listen.models import Source
from sturmwarte.station.listen.roles import demand
from sturmwarte.station.listen.secrets import seal, unseal
from sturmwarte.station.people.permissions import Permissions


@transaction.atomic
def change(who: Permissions, id: str, given: Given, version: int, now: datetime) -> Source:
    """Takes over what is given; a secret that is not given stays. `version` is the one the form showed.

    Raises `Unknown`, `NotAllowed` and `Overtaken`.
    """
    source = held(id)
    by = demand(who, source.channel)
    if given.channel and given.channel != source.channel:
        demand(who, given.channel)
    if source.version != version:
        raise Overtaken(
            _("Somebody else has changed this source meanwhile: look at it anew, then change it.")
        )
    before = _shown(source)
    source.name, source.person = given.name, given.person
    source.channel = given.channel or source.channel
    source.values = dict(given.values)
    if given.secrets:
        source.secrets = seal(_kept(source) | dict(given.secrets))
    source.version += 1
    source.save(update_fields=["name", "person", "channel", "values", "secrets", "version"])
    after = _shown(source)
    parts = {key for key in after if before.get(key) != after[key]}
    told = {key: after[key] for key in after if key in parts}
    if given.secrets:
        told["secrets"] = sorted(given.secrets)
    tell(by, "source.change", id, now, before={key: before[key] for key in parts}, after=told)
    return source


def _kept(source: Source) -> dict[str, str]:
    return dict(unseal(bytes(source.secrets))) if source.secrets else {}


def _shown(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "person": source.person,
        "channel": source.channel,
        "values": dict(source.values),
    }
