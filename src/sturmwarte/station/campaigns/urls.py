"""Addresses of campaigns and of what people talk about."""

from django.urls import path

from sturmwarte.station.campaigns.pages import campaign, listing, talk

urlpatterns = [
    path("campaigns/", listing.listing, name="campaigns"),
    path("campaigns/<str:id>/", campaign.campaign, name="campaign"),
    path("talk/", talk.talk, name="talk"),
]
