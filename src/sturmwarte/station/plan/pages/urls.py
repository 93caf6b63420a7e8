"""Addresses of the plan."""

from django.urls import include, path

from sturmwarte.station.plan.pages import overview

urlpatterns = [
    path("plan/", overview.overview, name="plan"),
    path("plan/print/", overview.printed, name="plan_print"),
    path("", include("sturmwarte.station.plan.pages.edit_urls")),
    path("", include("sturmwarte.station.plan.pages.life_urls")),
]
