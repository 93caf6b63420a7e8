"""What can go wrong with campaigns.

CampaignError
└── StateUnreadable    a written state is of another version or contradicts itself
"""


class CampaignError(Exception):
    """Any error of this package."""


class StateUnreadable(CampaignError):
    """Trying again does not help; beginning with an empty `Campaigns` does: its memory is short anyway."""
