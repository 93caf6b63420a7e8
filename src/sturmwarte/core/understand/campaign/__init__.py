"""Campaigns: near-copies of one text by several accounts, found as posts arrive."""

from sturmwarte.core.understand.campaign.campaign import Campaign, Spread
from sturmwarte.core.understand.campaign.campaigns import Campaigns
from sturmwarte.core.understand.campaign.errors import CampaignError, StateUnreadable
from sturmwarte.core.understand.campaign.heard import Heard, Joined, heard
from sturmwarte.core.understand.campaign.state import State

__all__ = [
    "Campaign",
    "CampaignError",
    "Campaigns",
    "Heard",
    "Joined",
    "Spread",
    "State",
    "StateUnreadable",
    "heard",
]
