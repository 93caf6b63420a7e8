"""Campaigns as the station keeps and shows them; what they are is told in core/understand/campaign."""
