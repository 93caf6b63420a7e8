"""Writes down what the engine found: campaigns as they stand, and which post belongs to which."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sturmwarte.core.understand.campaign import Campaign as Told
from sturmwarte.station.archive.identity import realm
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.pages.together import together
from sturmwarte.station.campaigns.models import Campaign, CampaignPost
from sturmwarte.station.ledger.rows import insert

Identity = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Member:
    """A post as it joined. `began`: earlier posts that belong only since; `merged`: ids that live on in
    this campaign."""

    identity: Identity
    campaign: str
    at: datetime
    alike: float
    topics: Sequence[str]
    channel: str
    began: tuple[Identity, ...] = ()
    merged: tuple[str, ...] = ()


def record(run: str, members: Sequence[Member], told: Mapping[str, Told]) -> None:
    """In the transaction that stores the posts. `told` has every campaign the members name."""
    home = realm(run)
    for member in members:
        _merge(home, member, told[member.campaign])
    _posts(home, members)
    _campaigns(home, members, told)


def _posts(run: str, members: Sequence[Member]) -> None:
    rows = {one.identity: _row(run, one.campaign, one.identity, one.at, one.alike) for one in members}
    began = {identity: one for one in members for identity in one.began if identity not in rows}
    found = together(began, May.everything(), run) if began else {}
    for identity, post in found.items():
        at = post.post.created_at or post.post.received_at
        if at is not None:
            rows[identity] = _row(run, began[identity].campaign, identity, at, began[identity].alike)
    insert(CampaignPost, _POST, rows.values(), _AGAIN)


_POST = ("run", "campaign", "network", "post", "at", "alike")
_AGAIN = (
    "ON CONFLICT (run, network, post) DO UPDATE SET campaign = excluded.campaign, at = excluded.at,"
    " alike = excluded.alike"
)


def _row(run: str, campaign: str, identity: Identity, at: datetime, alike: float) -> tuple[Any, ...]:
    return run, campaign, *identity, at, alike


def _merge(run: str, member: Member, into: Told) -> None:
    if member.merged:
        gone = [id for id in member.merged if id != into.id]
        CampaignPost.objects.filter(run=run, campaign__in=gone).update(campaign=into.id)
        mine = Campaign.objects.filter(run=run)
        mine.filter(campaign__in=gone).update(into=into.id)
        mine.filter(into__in=gone).update(into=into.id)


def _campaigns(run: str, members: Iterable[Member], told: Mapping[str, Told]) -> None:
    known = {row.campaign: row for row in Campaign.objects.filter(run=run, campaign__in=set(told))}
    rows: dict[str, Campaign] = {}
    for member in members:
        id = member.campaign
        row = rows.setdefault(id, known.get(id) or Campaign(run=run, campaign=id))
        row.topics = sorted({*row.topics, *member.topics})
        row.channels = sorted({*row.channels, member.channel})
    for id, row in rows.items():
        _tell(row, told[id])
    Campaign.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["run", "campaign"],
        update_fields=[f.name for f in Campaign._meta.concrete_fields if f.name not in _FIXED],
    )


_FIXED: Collection[str] = frozenset({"id", "run", "campaign"})


def _tell(row: Campaign, told: Told) -> None:
    row.into = ""
    row.name, row.first_seen, row.last_seen = told.name[:400], told.first_seen, told.last_seen
    row.size, row.texts, row.exact = told.size, told.texts, told.exact
    row.accounts = max(row.accounts or 0, told.accounts)  # those of forgotten posts count on
    row.age_known, row.new_accounts = told.age_known, told.new_accounts
    row.half_within = told.spread.half_within
    row.per_hour = _hours(row.per_hour, told)


def _hours(before: dict[str, int], told: Told) -> dict[str, Any]:
    """Hours that are no longer remembered stay as they were; one that is half forgotten keeps its most."""
    now = {_hour(at): n for at, n in told.spread.per_hour}
    return {hour: max(before.get(hour, 0), now.get(hour, 0)) for hour in sorted({*before, *now})}


def _hour(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="minutes")
