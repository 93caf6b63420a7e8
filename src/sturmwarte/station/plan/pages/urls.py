"""Addresses of the plan."""

from django.urls import include, path

from sturmwarte.station.plan.pages import overview

urlpatterns = [
    path("plan/", overview.overview, name="plan"),
    path("", include("sturmwarte.station.plan.pages.life_urls")),
]
