"""Addresses at which the station listens."""

from django.urls import path

from sturmwarte.station.listen.calls.inbound import inbound
from sturmwarte.station.listen.calls.metrics import metrics

urlpatterns = [
    path("in/<str:channel>", inbound, name="inbound"),
    path("metrics", metrics, name="metrics"),
]
