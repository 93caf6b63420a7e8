"""Addresses of the plan."""

from django.urls import path

from sturmwarte.station.plan.pages import overview

urlpatterns = [path("plan/", overview.overview, name="plan")]
