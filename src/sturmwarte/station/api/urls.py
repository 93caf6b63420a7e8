"""Addresses of the API, and of the pages about it."""

from django.urls import include, path

from sturmwarte.station.api.build import ROOT, addresses
from sturmwarte.station.api.pages import reference, tokens

urlpatterns = [
    path("station/tokens/", tokens.tokens, name="tokens"),
    path("station/tokens/make/", tokens.make, name="make_token"),
    path("station/tokens/<int:id>/revoke/", tokens.revoke, name="revoke_token"),
    path("station/api/", reference.reference, name="reference"),
    path(ROOT.lstrip("/"), include((addresses(), "api"), namespace="api")),
]
