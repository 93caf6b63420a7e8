"""Addresses at which the station listens, and of the pages about listening."""

from django.urls import path

from sturmwarte.station.listen.calls.hook import hook
from sturmwarte.station.listen.calls.inbound import inbound
from sturmwarte.station.listen.calls.metrics import metrics
from sturmwarte.station.listen.calls.picture import picture
from sturmwarte.station.listen.pages import bringing, catalogue, changing, find, listing, setup, source, verbs

urlpatterns = [
    path("in/<str:channel>", inbound, name="inbound"),
    path("metrics", metrics, name="metrics"),
    path("hook/<str:source>/", hook, name="hook"),
    path("picture/<int:id>/", picture, name="picture"),
    path("find/", find.find, name="find"),
    path("find/<str:id>/", find.reported, name="reported"),
    path("manifest.webmanifest", find.manifest, name="manifest"),
    path("sources/", listing.sources, name="sources"),
    path("sources/bring/", bringing.bringing, name="bringing"),
    path("sources/bring/file/", bringing.bring_posts, name="bring_posts"),
    path("sources/add/", catalogue.catalogue, name="catalogue"),
    path("sources/add/<str:kind>/", setup.setup, name="setup"),
    path("sources/<str:id>/", source.source, name="source"),
    path("sources/<str:id>/change/", changing.change_source, name="change_source"),
    path("sources/<str:id>/rest/", verbs.rest_source, name="rest_source"),
    path("sources/<str:id>/wake/", verbs.wake_source, name="wake_source"),
    path("sources/<str:id>/remove/", verbs.remove_source, name="remove_source"),
    path("sources/<str:id>/probe/", verbs.probe_source, name="probe_source"),
    path("sources/<str:id>/try/", verbs.try_source, name="try_source"),
]
