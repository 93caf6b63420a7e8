"""Which campaigns somebody may see, and the campaign a post belongs to."""

from sturmwarte.core.post import LIVE
from sturmwarte.station.archive.identity import realm
from sturmwarte.station.archive.may import May
from sturmwarte.station.campaigns.models import Campaign, CampaignPost

FEWEST_ACCOUNTS = 2
"""One account that repeats itself is no campaign."""


def visible(campaign: Campaign, may: May) -> bool:
    """Somebody limited to channels or topics sees the campaigns heard there, with all their counts."""
    return any(
        (not scope.channel or scope.channel in campaign.channels)
        and (not scope.topic or scope.topic in campaign.topics)
        for scope in may.scopes
    )


def campaign_of(network: str, post: str, may: May, run: str = LIVE) -> Campaign | None:
    """The campaign of a post as it stands today, of several accounts and for this reader; else None."""
    home = realm(run)
    belongs = CampaignPost.objects.filter(run=home, network=network, post=post).values("campaign")
    found = Campaign.objects.filter(
        run=home, into="", accounts__gte=FEWEST_ACCOUNTS, campaign__in=belongs
    ).first()
    return found if found and visible(found, may) else None
