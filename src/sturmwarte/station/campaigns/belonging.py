"""Which campaign each of many posts belongs to."""

from collections.abc import Iterable

from sturmwarte.station.archive.identity import realm
from sturmwarte.station.campaigns.models import Campaign, CampaignPost
from sturmwarte.station.campaigns.sight import FEWEST_ACCOUNTS

Identity = tuple[str, str]
_AT_ONCE = 500


def campaigns_of(posts: Iterable[Identity], run: str) -> dict[Identity, str]:
    """The ids of campaigns of several accounts; posts that belong to none are missing."""
    home, by_network = realm(run), dict[str, list[str]]()
    for network, post in posts:
        by_network.setdefault(network, []).append(post)
    found: dict[Identity, str] = {}
    for network, names in by_network.items():
        for at in range(0, len(names), _AT_ONCE):
            rows = CampaignPost.objects.filter(run=home, network=network, post__in=names[at : at + _AT_ONCE])
            found |= {(network, post): campaign for post, campaign in rows.values_list("post", "campaign")}
    ids = set(found.values())
    several = Campaign.objects.filter(run=home, campaign__in=ids, accounts__gte=FEWEST_ACCOUNTS)
    real = set(several.values_list("campaign", flat=True))
    return {post: campaign for post, campaign in found.items() if campaign in real}
